//! The statements that start a span and finish it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote_spanned;
use syn::Expr;
use syn::spanned::Spanned;

use super::promised;
use crate::args::How;
use crate::plan::mentions;
use crate::plan::{Declared, FailurePolicy, Parent, Plan, Requested, Returns, located};

/// `#[traced(attributes(order.id = order))]`: snapshot `attributes`; and of where the parent
/// comes from: `source`, `inbound`, `request`, `root`.
///
/// Everything is called by its path, and no name is one that a constant of the user's
/// or a method of a blanket trait might have. No lint is allowed: that would be an
/// error where the user forbids it.
pub(super) fn start(plan: &Plan) -> TokenStream {
    let Plan {
        support,
        span,
        contract,
        guard,
        ..
    } = plan;
    let callsite = callsite(plan);
    // Enough for an identifier or a short text each; more makes an allocation.
    let words = literal(
        Literal::usize_unsuffixed((plan.declared.len() * 4).min(64)),
        *span,
    );
    let declare = declare(plan);
    let at_expression = |expression: &Expr| {
        let at = span.located_at(expression.span());
        (located(support.clone(), at), at)
    };
    let mutable = quote_spanned!(guard.span()=> mut);
    let parameter = parameter(contract);
    // What is wrong with a contract, or with its use, is told where it is named.
    let at = span.located_at(contract.span());
    let support_at = located(support.clone(), at);
    let open =
        |parent: TokenStream| quote_spanned!(at=> #support_at::Contract::__traced_parent(#parent));
    let (before, parent, callsite) = match &plan.parent {
        Parent::Borrowed => (None, open(quote_spanned!(at=> #parameter)), callsite),
        Parent::Owned => {
            let parent = open(quote_spanned!(contract.span()=> &#parameter));
            (None, parent, callsite)
        }
        Parent::Held => {
            let parent = quote_spanned!(at=> #support_at::source(&#parameter).__traced_parent());
            (None, parent, callsite)
        }
        Parent::Lent(expression) => {
            let (support, at) = at_expression(expression);
            let before = quote_spanned!(at=> let __traced_source = &(#expression););
            let parent = quote_spanned!(at=> #support::source(__traced_source).__traced_parent());
            (Some(before), parent, callsite)
        }
        Parent::Kept(expression) => {
            let (support, at) = at_expression(expression);
            let before = quote_spanned! {at=>
                let __traced_source = #support::source(&(#expression)).__traced_keep();
            };
            let parent = quote_spanned!(at=> #support::Contract::__traced_parent(&__traced_source));
            (Some(before), parent, callsite)
        }
        Parent::Request(requested) => {
            let before = arrived(requested, plan);
            let parent = open(quote_spanned!(at=> &__traced_source));
            (Some(before), parent, callsite)
        }
        Parent::Root => (
            Some(quote_spanned! {*span=>
                let __traced_callsite: &'static #support::Callsite = #callsite;
                let __traced_root = #support::Root::new(__traced_callsite);
            }),
            open(quote_spanned!(at=> &__traced_root)),
            quote_spanned!(*span=> __traced_callsite),
        ),
    };
    match declare {
        None => quote_spanned! {*span=>
            #before
            let #guard = #support::Span::start(#parent, #callsite);
        },
        Some(declare) => quote_spanned! {*span=>
            let __traced_declare = #declare;
            #before
            let #mutable #guard = #support::Span::<#words>::start_with_room(#parent, #callsite);
            #support::Span::declare(&mut #guard, __traced_declare);
        },
    }
}

/// The contract out of a request of tonic; whoever sent it is told where there is none.
/// Snapshot `request`.
fn arrived(requested: &Requested, plan: &Plan) -> TokenStream {
    // One that begins with `__` has its name from a macro, and is known only by that.
    let request = match requested.name.to_string().starts_with("__") {
        true => requested.name.clone(),
        false => parameter(&requested.name),
    };
    let at = Span::mixed_site().located_at(request.span());
    let support = &requested.support;
    let place = promised(plan);
    let refused = located(support.clone(), place);
    let refused = quote_spanned!(place=> #refused::refused(__traced_missing));
    quote_spanned! {at=>
        let __traced_source = match #support::inbound(&#request) {
            ::core::result::Result::Ok(__traced_arrived) => __traced_arrived,
            ::core::result::Result::Err(__traced_missing) => return #refused,
        };
    }
}

/// The contract that the function was given. Clippy minds the use of a name that
/// begins with `_`, if we do not make it our own.
fn parameter(contract: &Ident) -> Ident {
    let name = contract.to_string();
    let place = contract.span();
    if name.starts_with('_') {
        return Ident::new(&name, Span::call_site().located_at(place));
    }
    contract.clone()
}

/// `let cx @ &_ = …`
///
/// A pattern that is ours in part: of one that is all the user's, clippy would say
/// that it shadows. What is borrowed is at the user's own place, so that rustc tells
/// it where the contract escapes.
pub(super) fn rebind(plan: &Plan) -> TokenStream {
    let Plan {
        support,
        span,
        contract,
        guard,
        ..
    } = plan;
    let at = span.located_at(contract.span());
    // A path of two places would be checked again after each edit of another function.
    let support = located(support.clone(), at);
    let guard = quote_spanned!(guard.span()=> &#guard);
    quote_spanned! {at=>
        let #contract @ &_ = #support::Span::contract(#guard);
    }
}

/// In a block of its own: items are not hygienic, and could be seen by the body.
fn callsite(plan: &Plan) -> TokenStream {
    let Plan {
        support,
        span,
        kind,
        ..
    } = plan;
    let name = literal(Literal::string(&plan.name), *span);
    let function = literal(Literal::string(&plan.head.path()), *span);
    let declared = plan.declared.iter();
    let keys = declared.map(|declared| literal(Literal::string(&declared.key), *span));
    // Both tell of the outermost macro: that would be the attribute, and what they become
    // would stand there, outside of the function. At the user's own name they tell of the
    // function, and rustc need not check it again when another one is edited.
    let place = plan.head.signature.ident.span();
    let file = quote_spanned!(place=> ::core::file!());
    let line = quote_spanned!(place=> ::core::line!());
    quote_spanned! {*span=>
        {
            static CALLSITE: #support::Callsite = #support::Callsite::new(
                #name,
                #support::SpanKind::#kind,
                ::core::module_path!(),
                #function,
                #file,
                #line,
                &[#(#keys),*],
            );
            &CALLSITE
        }
    }
}

/// The closure runs only if the span is recorded.
fn declare(plan: &Plan) -> Option<TokenStream> {
    let Plan { support, span, .. } = plan;
    if plan.declared.is_empty() {
        return None;
    }
    let calls = plan.declared.iter().map(|declared| {
        let Declared { value, .. } = declared;
        // A value that cannot be recorded is told where it is named.
        let at = span.located_at(value.span());
        let method = match declared.how {
            How::Value => quote_spanned!(at=> value),
            How::Display => quote_spanned!(at=> display),
            How::Debug => quote_spanned!(at=> debug),
        };
        let value = if declared.compound {
            quote_spanned!(at=> (#value))
        } else {
            value.clone()
        };
        quote_spanned!(at=> __traced_attributes.#method(&#value);)
    });
    Some(quote_spanned! {*span=>
        |__traced_attributes: &mut #support::Attributes<'_>| { #(#calls)* }
    })
}

pub(super) fn asks_user(plan: &Plan) -> bool {
    matches!(plan.failure, FailurePolicy::By(_))
}

/// Snapshots `async_fn`, `never`, `returned`.
pub(super) fn finish(plan: &Plan, returns: &Returns) -> TokenStream {
    let Plan {
        support,
        span,
        contract,
        guard,
        ..
    } = plan;
    let ret = plan.ret.map(|how| {
        let how = match how {
            How::Value => None,
            How::Display => Some(quote_spanned!(*span=> .map(#support::as_display))),
            How::Debug => Some(quote_spanned!(*span=> .map(#support::as_debug))),
        };
        quote_spanned! {*span=>
            #support::Span::record_return(
                &#guard,
                #support::returned(&__traced_returned).__traced_value() #how,
            );
        }
    });
    let failure = match &plan.failure {
        FailurePolicy::Asked { text } if returns.may_be_result() => {
            let described =
                quote_spanned!(*span=> #support::failed(__traced_error).__traced_describe());
            let described = if *text {
                described
            } else {
                quote_spanned!(*span=> #support::Failure::type_only(#described))
            };
            // The error is described where it is recorded, out of line; no closure, which
            // would be a body of its own to check.
            Some(quote_spanned! {*span=>
                if let ::core::option::Option::Some(__traced_error) = #support::Span::error(
                    &#guard,
                    #support::returned(&__traced_returned).__traced_error(),
                ) {
                    #support::Span::fail(&#guard, #described);
                }
            })
        }
        FailurePolicy::By(expression) => {
            let rebind = mentions(expression, contract).then(|| rebind(plan));
            Some(quote_spanned! {*span=>
                if let ::core::option::Option::Some(__traced_failure) = {
                    #rebind
                    #support::failure_by(&__traced_returned, #expression)
                } {
                    #support::Span::fail(&#guard, __traced_failure);
                }
            })
        }
        FailurePolicy::Asked { .. } | FailurePolicy::Off => None,
    };
    quote_spanned! {*span=>
        #ret
        #failure
        #support::Span::finish(&#guard);
    }
}

fn literal(mut literal: Literal, span: Span) -> Literal {
    literal.set_span(span);
    literal
}
