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
//! Bodies are opaque tokens throughout.

mod args;
mod item;
mod contract;
mod raw_spawn;
mod plan;
mod expand;
mod container;
mod fallback;
mod errors;

use proc_macro2::TokenStream;

/// See `trace_runtime::traced`.
#[proc_macro_attribute]
pub fn traced(
    attribute: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    trace(attribute.into(), item.into()).into()
}

fn trace(attribute: TokenStream, tokens: TokenStream) -> TokenStream {
    let mut errors = errors::Errors::default();
    let args = args::parse(attribute, &mut errors);
    match item::parse(tokens.clone()) {
        Ok(item::Item::Function(function)) => expand::function(function, &args, errors)
            .unwrap_or_else(|(untouched, errors)| fallback::beside(untouched, errors)),
        Ok(item::Item::Container(container)) => container::expand(container, &args, errors),
        Err(error) => {
            errors.add(error);
            fallback::beside(tokens, errors)
        }
    }
}
