//! The expansion of `#[traced]`, which a proc-macro crate cannot export: the modules
//! of trace-macros, but for the macro itself.

#![allow(
    clippy::large_enum_variant,
    dead_code,
    reason = "as in trace-macros; some of it is for its entry point"
)]

#[path = "../../../trace-macros/src/args/mod.rs"]
mod args;
#[path = "../../../trace-macros/src/container.rs"]
mod container;
#[path = "../../../trace-macros/src/errors.rs"]
mod errors;
#[path = "../../../trace-macros/src/expand/mod.rs"]
mod expand;
#[path = "../../../trace-macros/src/fallback.rs"]
mod fallback;
#[path = "../../../trace-macros/src/function.rs"]
mod function;
#[path = "../../../trace-macros/src/groups.rs"]
mod groups;
#[path = "../../../trace-macros/src/item/mod.rs"]
mod item;
#[path = "../../../trace-macros/src/manifest.rs"]
mod manifest;
#[path = "../../../trace-macros/src/plan/mod.rs"]
mod plan;
#[path = "../../../trace-macros/src/trace.rs"]
mod trace;

use proc_macro2::TokenStream;

/// What `#[traced]` makes of an item, with our crates under their own names.
pub fn expand_item(attribute: TokenStream, item: TokenStream) -> TokenStream {
    trace::trace(attribute, item, &manifest::Crates::PLAIN)
}
