//! The statements that start a span and finish it.

use proc_macro2::{Literal, Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::args::How;
use crate::plan::{FailurePolicy, Field, Parent, Plan, Returns, located};

/// ```text
/// #[traced(fields(order.id = order))]
/// ```
/// ```text
/// let cx = traced::Span::<4>::start(
///     traced::Contract::__traced_parent(cx),
///     { static CALLSITE: traced::Callsite = …; &CALLSITE },
///     |attributes| { attributes.value(&order); },
/// );
/// ```
pub(super) fn start(plan: &Plan) -> TokenStream {
    let Plan {
        support,
        span,
        contract,
        ..
    } = plan;
    let callsite = callsite(plan);
    // Enough for an identifier or a short text each; more makes an allocation.
    let words = literal(
        Literal::usize_unsuffixed((plan.fields.len() * 4).min(64)),
        *span,
    );
    let declare = declare(plan);
    // What is wrong with a contract, or with its use, is told where it is named.
    let at = span.located_at(contract.span());
    let (before, parent, callsite) = match &plan.parent {
        Parent::Borrowed => (None, quote_spanned!(at=> #contract), callsite),
        Parent::Owned => (None, quote_spanned!(contract.span()=> &#contract), callsite),
        Parent::Expression(expression) => {
            let at = span.located_at(expression.span());
            // What the expression makes lives as long as the span.
            let source = quote_spanned!(at=> let source = &(#expression););
            (Some(source), quote_spanned!(at=> source), callsite)
        }
        Parent::Root => (
            Some(quote_spanned! {*span=>
                let callsite: &'static #support::Callsite = #callsite;
                let #contract = #support::Root::new(callsite);
            }),
            quote_spanned!(contract.span()=> &#contract),
            quote_spanned!(*span=> callsite),
        ),
    };
    let support_at = located(support.clone(), at);
    let parent = quote_spanned!(at=> #support_at::Contract::__traced_parent(#parent));
    let started = quote_spanned!(*span=> #support::Span::<#words>::start(#parent, #callsite));
    match declare {
        None => quote_spanned! {*span=>
            #before
            #[allow(clippy::shadow_reuse)]
            let #contract = #started;
        },
        Some(declare) => quote_spanned! {*span=>
            let declare = #declare;
            #before
            #[allow(clippy::shadow_reuse)]
            let mut #contract = #started;
            #contract.declare(declare);
        },
    }
}

/// ```text
/// let cx = cx.contract();
/// ```
pub(super) fn rebind(plan: &Plan) -> TokenStream {
    let Plan { span, contract, .. } = plan;
    let at = span.located_at(contract.span());
    quote_spanned! {at=>
        #[allow(clippy::shadow_reuse)]
        let #contract = #contract.contract();
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
    let fields = plan.fields.iter();
    let keys = fields.map(|field| literal(Literal::string(&field.key), *span));
    // `line!` tells the line of the outermost macro, which would be that of the
    // attribute. At the user's own name it tells that of the function.
    let line = quote_spanned!(plan.function.signature.ident.span()=> ::core::line!());
    quote_spanned! {*span=>
        {
            use #support::{Callsite, Kind};
            static CALLSITE: Callsite = Callsite::new(
                #name,
                Kind::#kind,
                ::core::module_path!(),
                ::core::file!(),
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
    if plan.fields.is_empty() {
        return None;
    }
    let calls = plan.fields.iter().map(|field| {
        let Field { value, .. } = field;
        // A value that cannot be recorded is told where it is named.
        let at = span.located_at(value.span());
        let method = match field.how {
            How::Value => quote_spanned!(at=> value),
            How::Display => quote_spanned!(at=> display),
            How::Debug => quote_spanned!(at=> debug),
        };
        let value = if field.compound {
            quote_spanned!(at=> (#value))
        } else {
            value.clone()
        };
        quote_spanned!(at=> attributes.#method(&#value);)
    });
    Some(quote_spanned! {*span=>
        |attributes: &mut #support::Attributes<'_>| { #(#calls)* }
    })
}

pub(super) fn asks_user(plan: &Plan) -> bool {
    matches!(plan.failure, FailurePolicy::By(_))
}

/// ```text
/// cx.finish((&&traced::Returned(&returned)).__traced_error().map(…));
/// ```
pub(super) fn finish(plan: &Plan, returns: &Returns) -> TokenStream {
    let Plan {
        support,
        span,
        contract,
        ..
    } = plan;
    let ret = plan.ret.map(|how| match how {
        How::Value => quote_spanned!(*span=> #contract.record_return(&returned);),
        How::Display => quote_spanned! {*span=>
            #contract.record_return(&#support::as_display(&returned));
        },
        How::Debug => quote_spanned! {*span=>
            #contract.record_return(&#support::as_debug(&returned));
        },
    });
    let failure = match &plan.failure {
        FailurePolicy::Asked { text } if returns.may_be_result() => {
            let (failure, without_text) = if *text {
                (None, None)
            } else {
                (
                    Some(quote_spanned!(*span=> Failure,)),
                    Some(quote_spanned!(*span=> .map(Failure::type_only))),
                )
            };
            quote_spanned! {*span=> {
                #[allow(unused_imports)]
                use #support::{
                    DescribeAny as _, DescribeDisplay as _, DescribeError as _,
                    DescribeReport as _, Failed, #failure NotAResult as _, NotAwaited as _, Returned,
                };
                (&&Returned(&returned))
                    .__traced_error()
                    .map(|error| (&&&Failed(error)).__traced_describe())
                    #without_text
            }}
        }
        FailurePolicy::By(expression) => {
            let rebind = rebind(plan);
            quote_spanned! {*span=> {
                #[allow(unused_variables)]
                #rebind
                #support::failure_by(&returned, #expression)
            }}
        }
        FailurePolicy::Asked { .. } | FailurePolicy::Off => {
            quote_spanned!(*span=> ::core::option::Option::None)
        }
    };
    quote_spanned! {*span=>
        #ret
        #contract.finish(#failure);
    }
}

fn literal(mut literal: Literal, span: Span) -> Literal {
    literal.set_span(span);
    literal
}
