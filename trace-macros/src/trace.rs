//! From an attribute and its item to tokens.

use proc_macro2::{Span, TokenStream};

use crate::errors::Errors;
use crate::item::Item;
use crate::manifest::Crates;
use crate::{args, container, fallback, function, item};

/// What stands in place of the item; errors among it.
pub(crate) fn trace(attribute: TokenStream, tokens: TokenStream, crates: &Crates) -> TokenStream {
    let mut errors = Errors::default();
    let mut args = args::parse(attribute, &mut errors);
    args.look_for_crates(crates, &tokens, &mut errors);
    match syn::parse2(tokens.clone()) {
        Ok(Item::Function(function)) if function.is_expanded() => {
            let message = "this function has its span from another `#[traced]`, which knows only \
                           the name `traced`: write `#[traced(…)]` here instead of an alias, or \
                           remove this";
            errors.at_span(Span::call_site(), message);
            fallback::beside(tokens, errors)
        }
        Ok(Item::Function(mut function)) => {
            item::refuse_traced(&mut function.head.attributes, &mut errors);
            function::traced(function, &args, errors)
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
