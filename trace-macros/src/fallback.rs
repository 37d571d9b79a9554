//! After a mistake: our errors, and no others.

use proc_macro2::{Group, Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{FnArg, Pat};

use crate::args::Args;
use crate::closure_habit;
use crate::contract;
use crate::errors::Errors;
use crate::item::{Body, Function};
use crate::plan;

/// The function as the user wrote it, but for attributes that only we know.
///
/// A contract that the body was to have from us is put in its place by
/// something that never runs, or each use of it would be an error of its own.
pub(crate) fn function(mut function: Function, args: &Args) -> TokenStream {
    let contract = from_us(&function, args);
    let name = contract.clone().or_else(|| by_user(&function));
    function.strip_helpers();
    if let (Some(name), Body::Block(body)) = (&name, &mut function.body) {
        let braces = body.span();
        *body = Group::new(
            body.delimiter(),
            closure_habit::corrected(body.stream(), name),
        );
        body.set_span(braces);
    }
    if let (Some(contract), Body::Block(body)) = (contract, &mut function.body) {
        let span = function.signature.ident.span();
        let runtime = plan::runtime(args.runtime.as_ref(), span);
        let (inner_attributes, statements) = plan::without_inner_attributes(body);
        let statements = statements.stream();
        let inside = quote_spanned! {span=>
            #inner_attributes
            let #contract: &#runtime::TraceContract = ::core::unreachable!();
            #statements
        };
        let braces = body.span();
        *body = Group::new(body.delimiter(), inside);
        body.set_span(braces);
    }
    if let Body::Block(_) = function.body {
        // It may well use its contract once it is traced.
        let span = function.signature.ident.span();
        let allow = syn::parse_quote_spanned!(span=> #[allow(unused)]);
        function.attributes.push(allow);
    }
    function.into_token_stream()
}

/// The contract that the user has named, if that can be told.
fn by_user(function: &Function) -> Option<Ident> {
    let found = contract::find(&function.signature, &mut Errors::default());
    found.ok().flatten().map(|found| found.name)
}

fn from_us(function: &Function, args: &Args) -> Option<Ident> {
    let signature = &function.signature;
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
