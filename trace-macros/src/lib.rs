//! The `#[traced]` attribute.
//!
//! Documented where it is used, at `trace_runtime::traced`. The data path:
//!
//! ```text
//! attribute ──> args ─┐
//!                     ├──> plan ──> expand ──> tokens
//! item ───────> item ─┘      └────> fallback (errors, and the item untouched)
//! ```
//!
//! `args` and `item` hold what was written, `plan` what is meant: whatever can be
//! wrong is found there, all of it at once, and expanding a plan cannot fail.
//! `container` goes that way with each function of an impl block, a trait or a
//! module. Bodies are opaque tokens throughout.

#![allow(
    clippy::large_enum_variant,
    reason = "there is one of each for a moment, not many"
)]

// The whole way.
mod trace;

// One function; or each function of a container.
mod container;
mod function;

// What comes out.
mod expand;
mod fallback;

// What is meant.
mod plan;

// What was written.
mod args;
mod item;

mod errors;
mod groups;
mod manifest;
#[cfg(test)]
mod tests;

/// See `trace_runtime::traced`.
#[proc_macro_attribute]
pub fn traced(
    attribute: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    trace::trace(attribute.into(), item.into(), &manifest::crates()).into()
}
