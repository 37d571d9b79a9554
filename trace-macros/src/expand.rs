//! From a plan to tokens. Above each function: what the user wrote, and what
//! comes out; `traced` stands for `::trace_runtime::__macro_support`.

use proc_macro2::{Group, TokenStream};
use quote::{quote, quote_spanned};

use crate::args::{Args, How};
use crate::errors::Errors;
use crate::fallback;
use crate::item::{Body, Function};
use crate::plan::{FailurePolicy, Field, Parent, Plan, Shape, plan};

/// One function: expanded, or the function untouched and what is wrong with it.
pub(crate) fn function(
    function: Function,
    args: &Args,
    mut errors: Errors,
) -> Result<TokenStream, (TokenStream, Errors)> {
    let planned = plan(function.clone(), args, &mut errors);
    if !errors.is_empty() {
        return Err((fallback::function(function, args), errors));
    }
    Ok(match planned {
        Some(plan) => expand(plan),
        None => fallback::without_helpers(function),
    })
}

fn expand(plan: Plan) -> TokenStream {
    let body = match &plan.shape {
        Shape::Async { body, returns } => asynchronous(&plan, body, returns),
        Shape::Sync { body, returns } => synchronous(&plan, body, returns.as_ref()),
        Shape::Future { body } => future(&plan, body),
        Shape::BoxedBlock { pin, block } => boxed_block(&plan, pin, block),
        Shape::Boxed { body } => boxed(&plan, body),
    };
    let mut function = plan.function;
    // The braces keep the place of the user's, for what the compiler says about
    // the end of the function.
    let braces = match &function.body {
        Body::Block(block) => block.span(),
        Body::None(semicolon) => semicolon.span,
    };
    let mut block = Group::new(proc_macro2::Delimiter::Brace, body);
    block.set_span(braces);
    function.body = Body::Block(block);
    quote!(#function)
}

/// ```text
/// async fn pay(cx: &TraceContract) -> R { body }
/// ```
/// ```text
/// async fn pay(cx: &TraceContract) -> R {
///     let mut span = …;
///     let cx = span.contract();
///     let returned = traced::Instrument::new(cx, async move {
///         if false { return traced::returns::<R>(); }
///         body
///     }).await;
///     span.finish(…);
///     returned
/// }
/// ```
fn asynchronous(plan: &Plan, body: &Group, returns: &syn::Type) -> TokenStream {
    let Plan { runtime, span, contract, .. } = plan;
    let start = start(plan);
    let finish = finish(plan, true);
    let body = body.stream();
    quote_spanned! {*span=>
        #start
        let returned = #runtime::Instrument::new(#contract, async move {
            if false {
                return #runtime::returns::<#returns>();
            }
            #body
        })
        .await;
        #finish
        returned
    }
}

/// ```text
/// fn pay(cx: &TraceContract) -> R { body }
/// ```
/// ```text
/// fn pay(cx: &TraceContract) -> R {
///     let mut span = …;
///     let cx = span.contract();
///     let returned = traced::enter(cx, move || -> R { body });
///     span.finish(…);
///     returned
/// }
/// ```
fn synchronous(plan: &Plan, body: &Group, returns: Option<&syn::Type>) -> TokenStream {
    let Plan { runtime, span, contract, .. } = plan;
    let start = start(plan);
    let finish = finish(plan, returns.is_some());
    let arrow = returns.map(|returns| quote_spanned!(*span=> -> #returns));
    quote_spanned! {*span=>
        #start
        let returned = #runtime::enter(#contract, move || #arrow #body);
        #finish
        returned
    }
}

/// ```text
/// fn pay(cx: &TraceContract) -> impl Future<Output = R> { body }
/// ```
/// ```text
/// fn pay(cx: &TraceContract) -> impl Future<Output = R> {
///     async move {
///         let mut span = …;
///         let cx = span.contract();
///         let future = traced::enter(cx, move || { body });
///         let returned = traced::Instrument::new(cx, future).await;
///         span.finish(…);
///         returned
///     }
/// }
/// ```
fn future(plan: &Plan, body: &Group) -> TokenStream {
    let Plan { runtime, span, contract, .. } = plan;
    let start = start(plan);
    let finish = finish(plan, true);
    quote_spanned! {*span=>
        async move {
            #start
            let future = #runtime::enter(#contract, move || #body);
            let returned = #runtime::Instrument::new(#contract, future).await;
            #finish
            returned
        }
    }
}

/// ```text
/// fn pay(cx: &TraceContract) -> Pin<Box<dyn Future<Output = R>>> {
///     Box::pin(async move { block })
/// }
/// ```
/// ```text
/// fn pay(cx: &TraceContract) -> Pin<Box<dyn Future<Output = R>>> {
///     Box::pin(async move {
///         let mut span = …;
///         let cx = span.contract();
///         let returned = traced::Instrument::new(cx, async move { block }).await;
///         span.finish(…);
///         returned
///     })
/// }
/// ```
fn boxed_block(plan: &Plan, pin: &TokenStream, block: &Group) -> TokenStream {
    let Plan { runtime, span, contract, .. } = plan;
    let start = start(plan);
    let finish = finish(plan, true);
    quote_spanned! {*span=>
        #pin(async move {
            #start
            let returned = #runtime::Instrument::new(#contract, async move #block).await;
            #finish
            returned
        })
    }
}

/// As [`future`], boxed.
fn boxed(plan: &Plan, body: &Group) -> TokenStream {
    let span = plan.span;
    let future = future(plan, body);
    quote_spanned!(span=> ::std::boxed::Box::pin(#future))
}

/// ```text
/// #[traced(fields(order.id = order))]
/// ```
/// ```text
/// let mut span = traced::Span::<4>::start(
///     traced::Contract::parent(&cx),
///     { static CALLSITE: traced::Callsite = …; &CALLSITE },
///     |attributes| { attributes.value(&order); },
/// );
/// let cx = span.contract();
/// ```
fn start(plan: &Plan) -> TokenStream {
    let Plan { runtime, span, contract, .. } = plan;
    let callsite = callsite(plan);
    let words = proc_macro2::Literal::usize_unsuffixed((plan.fields.len() * 4).min(64));
    let (source, parent, callsite) = match &plan.parent {
        Parent::Parameter => (None, quote_spanned!(*span=> &#contract), callsite),
        Parent::Expression(expression) => (
            // A `let` of its own, so that what the expression makes lives on.
            Some(quote_spanned!(*span=> let source = &(#expression);)),
            quote_spanned!(*span=> source),
            callsite,
        ),
        Parent::Root => (
            Some(quote_spanned! {*span=>
                let callsite: &'static #runtime::Callsite = #callsite;
                let root = #runtime::Root::new(callsite);
            }),
            quote_spanned!(*span=> &root),
            quote_spanned!(*span=> callsite),
        ),
    };
    let attributes = attributes(plan);
    quote_spanned! {*span=>
        #source
        let mut span = #runtime::Span::<#words>::start(
            #runtime::Contract::parent(#parent),
            #callsite,
            #attributes,
        );
        #[allow(unused_variables)]
        let #contract = span.contract();
    }
}

/// In a block of its own: a static is an item, and could be seen by the body.
fn callsite(plan: &Plan) -> TokenStream {
    let Plan { runtime, span, name, kind, fields, .. } = plan;
    let keys = fields.iter().map(|field| &field.key);
    quote_spanned! {*span=>
        {
            static CALLSITE: #runtime::Callsite = #runtime::Callsite::new(
                #name,
                #runtime::Kind::#kind,
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
                &[#(#keys),*],
            );
            &CALLSITE
        }
    }
}

/// The closure runs only if the span is recorded.
fn attributes(plan: &Plan) -> TokenStream {
    let span = plan.span;
    if plan.fields.is_empty() {
        return quote_spanned!(span=> |_| {});
    }
    let calls = plan.fields.iter().map(|Field { how, value, .. }| {
        let method = match how {
            How::Value => quote_spanned!(span=> value),
            How::Display => quote_spanned!(span=> display),
            How::Debug => quote_spanned!(span=> debug),
        };
        quote_spanned!(span=> attributes.#method(&(#value));)
    });
    quote_spanned!(span=> |attributes| { #(#calls)* })
}

/// `asked`: the type of what is returned is known where this stands.
fn finish(plan: &Plan, asked: bool) -> TokenStream {
    let Plan { runtime, span, .. } = plan;
    let ret = match plan.ret {
        None => None,
        Some(How::Value) => Some(quote_spanned!(*span=> span.record_return(&returned);)),
        Some(How::Display) => Some(quote_spanned! {*span=>
            span.record_return(&#runtime::as_display(&returned));
        }),
        Some(How::Debug) => Some(quote_spanned! {*span=>
            span.record_return(&#runtime::as_debug(&returned));
        }),
    };
    let failure = match &plan.failure {
        FailurePolicy::Asked { text } if asked => {
            let text = if *text {
                None
            } else {
                Some(quote_spanned!(*span=> .map(#runtime::Failure::type_only)))
            };
            quote_spanned! {*span=> {
                #[allow(unused_imports)]
                use #runtime::{
                    DescribeAny as _, DescribeDisplay as _, DescribeError as _,
                    DescribeReport as _, NotAResult as _,
                };
                #runtime::Returned(&returned)
                    .error()
                    .map(|error| (&&&#runtime::Failed(error)).describe())
                    #text
            }}
        }
        FailurePolicy::By(expression) => quote_spanned! {*span=>
            #runtime::failure_by(&returned, #expression)
        },
        FailurePolicy::Asked { .. } | FailurePolicy::Off => {
            quote_spanned!(*span=> ::core::option::Option::None)
        }
    };
    quote_spanned! {*span=>
        #ret
        span.finish(#failure);
    }
}
