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

// What was written.
mod args;
mod item;

// What is meant.
mod closure_habit;
mod contract;
mod plan;
mod raw_spawn;

// What comes out.
mod container;
mod expand;
mod fallback;

mod errors;
mod manifest;
#[cfg(test)]
mod tests;

use proc_macro2::{Span, TokenStream};

use crate::errors::Errors;
use crate::item::Item;
use crate::manifest::Runtime;

/// See `trace_runtime::traced`.
#[proc_macro_attribute]
pub fn traced(
    attribute: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    trace(attribute.into(), item.into(), &manifest::runtime()).into()
}

fn trace(attribute: TokenStream, tokens: TokenStream, runtime: &Runtime) -> TokenStream {
    let mut errors = Errors::default();
    let mut args = args::parse(attribute, &mut errors);
    args.look_for_runtime(runtime, &tokens, &mut errors);
    match syn::parse2(tokens.clone()) {
        Ok(Item::Function(function)) if function.is_expanded() => {
            let message = "this function has its span from another `#[traced]`, which knows only \
                           the name `traced`: write `#[traced(…)]` here instead of an alias, or \
                           remove this";
            errors.at_span(Span::call_site(), message);
            fallback::beside(tokens, errors)
        }
        Ok(Item::Function(mut function)) => {
            item::refuse_traced(&mut function.attributes, &mut errors);
            expand::function(function, &args, errors)
                .unwrap_or_else(|(untouched, errors)| fallback::beside(untouched, errors))
        }
        Ok(Item::Container(mut container)) => {
            item::refuse_traced(&mut container.attributes, &mut errors);
            container::expand(container, &args, errors)
        }
        Err(error) => {
            errors.add(error);
            fallback::beside(tokens, errors)
        }
    }
}
