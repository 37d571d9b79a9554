//! After a mistake: our errors, and no others.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{FnArg, Pat, Signature};

use crate::args::Args;
use crate::errors::Errors;
use crate::item::{Body, Function};
use crate::plan;
use crate::plan::closure;
use crate::plan::contract;

/// The function as the user wrote it, but for attributes that only we know.
///
/// A contract that the body was to have from us is put in its place by something that
/// never runs, or each use of it would be an error of its own. What is not used yet
/// may well be, once the function is traced, so that nothing is said of it.
pub(crate) fn function(mut function: Function, args: &Args) -> TokenStream {
    let from_us = from_us(&function, args);
    let by_user = by_user(&function);
    function.head.strip_helpers();
    let span = function.head.signature.ident.span();
    let span = Span::mixed_site().located_at(span);
    let Body::Block(body) = &mut function.body else {
        return function.into_token_stream();
    };
    let (inner_attributes, rest) = plan::without_inner_attributes(body);
    let statements = match from_us.as_ref().or(by_user.as_ref()) {
        Some(name) => closure::corrected(rest.stream(), name),
        None => rest.stream(),
    };
    let uses = uses(&function.head.signature, span);
    let bound = from_us.map(|contract| {
        let runtime = plan::runtime(args.runtime.as_ref(), span);
        quote_spanned! {span=>
            let #contract: &#runtime::TraceContract = #runtime::__macro_support::absent();
            let _ = #contract;
        }
    });
    let inside = quote_spanned!(span=> #inner_attributes #uses #bound #statements);
    let braces = body.span();
    *body = Group::new(body.delimiter(), inside);
    body.set_span(braces);
    function.into_token_stream()
}

/// Uses each parameter, as the body may not.
fn uses(signature: &Signature, span: Span) -> TokenStream {
    let used = signature.inputs.iter().filter_map(|input| {
        let FnArg::Typed(parameter) = input else {
            return None;
        };
        let Pat::Ident(pattern) = &*parameter.pat else {
            return None;
        };
        let (mutable, name) = (&pattern.mutability, &pattern.ident);
        let attributes = parameter.attrs.iter();
        let conditions = attributes.filter(|attribute| attribute.path().is_ident("cfg"));
        Some(quote_spanned!(span=> #(#conditions)* let _ = &#mutable #name;))
    });
    used.collect()
}

/// The contract that the user has named, if that can be told.
fn by_user(function: &Function) -> Option<Ident> {
    let found = contract::find(&function.head.signature, &mut Errors::default());
    found.ok().flatten().map(|found| found.name)
}

fn from_us(function: &Function, args: &Args) -> Option<Ident> {
    let signature = &function.head.signature;
    if let Some(source) = &args.source {
        return Some(source.name().clone());
    }
    if contract::is_mentioned(signature) {
        return contract::rebound(signature).cloned();
    }
    // It has none yet, and its body may use the one that it should have.
    let is_cx = |input: &FnArg| match input {
        FnArg::Typed(parameter) => {
            matches!(&*parameter.pat, Pat::Ident(pattern) if pattern.ident == "cx")
        }
        FnArg::Receiver(_) => false,
    };
    let taken = signature.inputs.iter().any(is_cx);
    (!taken).then(|| Ident::new("cx", signature.ident.span()))
}

/// The errors, and what they stand beside.
pub(crate) fn beside(tokens: TokenStream, errors: Errors) -> TokenStream {
    let errors = errors.into_tokens();
    quote!(#errors #tokens)
}
