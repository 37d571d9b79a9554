//! Of each program that must not compile there is one that must, its twin (`twin.rs`).
//! All of them are compiled here, as modules: this crate builds, or one does not. So are
//! the paths that messages give.

#![allow(warnings, clippy::all, clippy::disallowed_methods)]

include!(concat!(env!("OUT_DIR"), "/twins.rs"));

/// Paths into the runtime that messages, the ban list and the book of limits give.
mod paths {
    include!(concat!(env!("OUT_DIR"), "/paths.rs"));
}

#[test]
fn there_are_as_many_as_there_should_be() {
    assert!(TWINS.len() >= 260, "{}", TWINS.len());
}
