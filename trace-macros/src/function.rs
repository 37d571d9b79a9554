//! One function, from what was written to tokens.

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::args::Args;
use crate::errors::Errors;
use crate::expand::expand;
use crate::fallback;
use crate::item::Function;
use crate::plan::plan;

/// One function: expanded, or the function untouched and what is wrong with it.
pub(crate) fn traced(
    mut function: Function,
    args: &Args,
    mut errors: Errors,
) -> Result<TokenStream, (TokenStream, Errors)> {
    let planned = plan(function.clone(), args, &mut errors);
    if !errors.is_empty() {
        return Err((fallback::function(function, args), errors));
    }
    Ok(match planned {
        Some(plan) => expand(plan),
        None => {
            function.head.strip_helpers();
            function.into_token_stream()
        }
    })
}
