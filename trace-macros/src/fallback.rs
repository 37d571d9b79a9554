//! After a mistake: our errors, and no others.

use proc_macro2::TokenStream;
use quote::quote;
use syn::FnArg;

use crate::args::Args;
use crate::errors::Errors;
use crate::item::{Body, Function, take_attribute};

/// The function as the user wrote it, but for attributes that only we know.
pub(crate) fn without_helpers(mut function: Function) -> TokenStream {
    for input in &mut function.signature.inputs {
        if let FnArg::Typed(parameter) = input {
            take_attribute(&mut parameter.attrs, "contract");
            take_attribute(&mut parameter.attrs, "field");
        }
    }
    quote!(#function)
}

/// The function, so that its callers find it. Its body stays only if it can be
/// checked without us: one that uses the name of a contract that we were to
/// provide would add errors of its own.
pub(crate) fn function(mut function: Function, args: &Args) -> TokenStream {
    let ours = args.source.is_some()
        || function.signature.inputs.iter().any(|input| match input {
            FnArg::Typed(parameter) => {
                let ty = &parameter.ty;
                quote!(#ty).to_string().ends_with("Inbound")
            }
            FnArg::Receiver(_) => false,
        });
    if ours && matches!(function.body, Body::Block(_)) {
        let span = function.signature.ident.span();
        let body = quote::quote_spanned!(span=> { ::core::todo!() });
        function.attributes.push(syn::parse_quote!(#[allow(unused)]));
        if let Some(proc_macro2::TokenTree::Group(body)) = body.into_iter().next() {
            function.body = Body::Block(body);
        }
    }
    without_helpers(function)
}

/// The errors, and what they stand beside.
pub(crate) fn beside(tokens: TokenStream, errors: Errors) -> TokenStream {
    let errors = errors.into_tokens();
    quote! {
        #errors
        #tokens
    }
}
