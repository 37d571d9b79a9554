//! The expansion of `#[traced]`, which a proc-macro crate cannot export.
//!
//! `build.rs` takes the sources of trace-macros and leaves out the macro itself,
//! and adds a function, `expand_item`, for the fuzzer.

#![allow(
    clippy::large_enum_variant,
    dead_code,
    reason = "as in trace-macros; some of it is for its entry point"
)]

include!(concat!(env!("OUT_DIR"), "/src/lib.rs"));
