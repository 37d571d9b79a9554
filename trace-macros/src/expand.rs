//! From a plan to tokens. Above each function: what the user wrote, and what
//! comes out; `traced` stands for `::trace_runtime::__macro_support`.

mod span;

use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, ReturnType, parse_quote_spanned};

use self::span::{asks_user, finish, rebind, start};
use crate::args::Args;
use crate::errors::Errors;
use crate::fallback;
use crate::item::{Body, Function};
use crate::plan::{Inner, Plan, Returns, Shape, plan};

/// One function: expanded, or the function untouched and what is wrong with it.
pub(crate) fn function(
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
            function.strip_helpers();
            function.into_token_stream()
        }
    })
}

fn expand(plan: Plan) -> TokenStream {
    let body = match &plan.shape {
        Shape::Async { body, returns } => {
            let future = block(&plan, body, returns);
            run(&plan, returns, None, &instrument(&plan, &future))
        }
        Shape::Sync { body, returns } => synchronous(&plan, body, returns),
        Shape::Future { inner, output, pin } => {
            let future = future(&plan, inner, output);
            let span = plan.span;
            match pin {
                Some(pin) => quote_spanned!(span=> #pin(#future)),
                None => future,
            }
        }
    };
    let inner_attributes = &plan.inner_attributes;
    let span = plan.span;
    let body = quote_spanned!(span=> #inner_attributes #body);
    let allowed = allowed(&plan);
    let mut function = plan.function;
    function.attributes.extend(allowed);
    if let Body::Block(user) = &mut function.body {
        *user = braces(body, user.span());
    }
    function.into_token_stream()
}

/// Lints that the user's own code does not raise, but ours in its place does.
fn allowed(plan: &Plan) -> Option<Attribute> {
    let span = plan.span;
    let was_no_async_fn = matches!(
        plan.shape,
        Shape::Future {
            inner: Inner::Tail { .. } | Inner::Call { .. },
            pin: None,
            ..
        }
    );
    let future = was_no_async_fn.then(|| quote_spanned!(span=> clippy::manual_async_fn,));
    let unused = plan.contract.to_string().starts_with('_');
    let underscore = unused.then(|| quote_spanned!(span=> clippy::used_underscore_binding,));
    (was_no_async_fn || unused).then(|| parse_quote_spanned!(span=> #[allow(#future #underscore)]))
}

/// What every shape has in common: the span around whatever `returned` makes.
///
/// ```text
/// let cx = traced::Span::…;
/// let returned = { let cx = cx.contract(); value };
/// cx.finish(…);
/// returned
/// ```
///
/// The span has the user's name as well: rustc does not name what a macro has
/// named, and would call the span "a temporary value" where its contract escapes.
/// For the same reason the heads of blocks and closures around a body stand at its
/// braces as the user wrote them, or no error in there would name a variable.
fn run(
    plan: &Plan,
    returns: &Returns,
    annotation: Option<TokenStream>,
    value: &TokenStream,
) -> TokenStream {
    let Plan { span, contract, .. } = plan;
    let start = start(plan);
    let rebind = rebind(plan);
    let value = quote_spanned!(*span=> { #rebind #value });
    match returns {
        // There is no value to finish with, and the type says so.
        Returns::Never => quote_spanned!(*span=> #start match #value {}),
        Returns::Unit if plan.ret.is_none() && !asks_user(plan) => quote_spanned! {*span=>
            #start
            #value;
            #contract.finish(::core::option::Option::None);
        },
        _ => {
            let finish = finish(plan, returns);
            // If it borrows from the span, the error is at what was promised.
            let returned = quote_spanned!(promised(plan)=> returned);
            quote_spanned!(*span=> #start let returned #annotation = #value; #finish #returned)
        }
    }
}

/// At the return type, where there is one.
fn promised(plan: &Plan) -> Span {
    match &plan.function.signature.output {
        ReturnType::Default => plan.span,
        ReturnType::Type(_, ty) => plan.span.located_at(ty.span()),
    }
}

/// ```text
/// async fn pay(cx: &TraceContract) -> R { body }
/// ```
/// ```text
/// async fn pay(cx: &TraceContract) -> R {
///     …
///     let returned = {
///         let cx = cx.contract();
///         traced::Instrument::new(cx, async move {
///             if false { return traced::returns::<R>(); }
///             body
///         }).await
///     };
///     …
/// }
/// ```
fn instrument(plan: &Plan, future: &TokenStream) -> TokenStream {
    let Plan {
        support,
        span,
        contract,
        ..
    } = plan;
    quote_spanned!(*span=> #support::Instrument::new(#contract, #future).await)
}

/// An async block that knows what it returns, as the function did, so that an
/// error about the type points at the user's line.
fn block(plan: &Plan, body: &Group, returns: &Returns) -> TokenStream {
    let Plan { support, span, .. } = plan;
    let statements = body.stream();
    let at = promised(plan);
    let known = match returns {
        Returns::Unit => Some(quote_spanned!(at=> return;)),
        Returns::Never => Some(quote_spanned! {at=>
            return #support::returns::<::core::convert::Infallible>();
        }),
        Returns::Type(ty) => Some(quote_spanned!(at=> return #support::returns::<#ty>();)),
        Returns::Unnamed => None,
    };
    let known = known.map(|known| quote_spanned!(at=> if false { #known }));
    let inside = quote_spanned!(*span=> #known #statements);
    let inside = braces(inside, body.span());
    let head = quote_spanned!(body.span()=> async move);
    quote!(#head #inside)
}

/// ```text
/// fn pay(cx: &TraceContract) -> R { body }
/// ```
/// ```text
/// fn pay(cx: &TraceContract) -> R {
///     …
///     let returned = {
///         let cx = cx.contract();
///         traced::enter(cx, move || -> R { body })
///     };
///     …
/// }
/// ```
fn synchronous(plan: &Plan, body: &Group, returns: &Returns) -> TokenStream {
    let Plan {
        support,
        span,
        contract,
        ..
    } = plan;
    let arrow = match returns {
        Returns::Unit => Some(quote_spanned!(*span=> -> ())),
        Returns::Never => Some(quote_spanned!(*span=> -> ::core::convert::Infallible)),
        Returns::Type(ty) => Some(quote_spanned!(*span=> -> #ty)),
        Returns::Unnamed => None,
    };
    let head = quote_spanned!(body.span()=> move ||);
    let value = quote_spanned!(*span=> #support::enter(#contract, #head #arrow #body));
    run(plan, returns, None, &value)
}

/// ```text
/// fn pay(cx: &TraceContract) -> impl Future<Output = R> { body }
/// fn pay(cx: &TraceContract) -> impl Future<Output = R> { async move { body } }
/// fn pay(cx: &TraceContract) -> Pin<Box<dyn Future<Output = R>>> { Box::pin(async move { body }) }
/// ```
/// ```text
/// async move {
///     …
///     traced::Instrument::new(cx, traced::enter(cx, move || { body })).await
///     traced::Instrument::new(cx, async move { body }).await
///     …
/// }
/// ```
fn future(plan: &Plan, inner: &Inner, output: &Returns) -> TokenStream {
    let Plan {
        support,
        span,
        contract,
        ..
    } = plan;
    let (future, place) = match inner {
        Inner::Block(body) => (block(plan, body, output), body.span()),
        Inner::Tail {
            before,
            block: body,
        } => {
            let block = block(plan, body, output);
            let inside = braces(quote!(#before #block), body.span());
            let head = quote_spanned!(body.span()=> move ||);
            let future = quote_spanned!(*span=> #support::enter(#contract, #head #inside));
            (future, body.span())
        }
        Inner::Call { body, returns } => {
            let arrow = returns.as_ref().map(|ty| quote_spanned!(*span=> -> #ty));
            let head = quote_spanned!(body.span()=> move ||);
            let future = quote_spanned!(*span=> #support::enter(#contract, #head #arrow #body));
            (future, body.span())
        }
    };
    let value = instrument(plan, &future);
    let mut annotation = None;
    if let (Inner::Call { .. }, Returns::Type(ty)) = (inner, output) {
        // The error is asked what it is before the value is returned, when
        // nothing but the signature might say.
        annotation = Some(quote_spanned!(*span=> : #ty));
    }
    let body = braces(
        run(plan, output, annotation, &value),
        span.located_at(place),
    );
    quote_spanned!(*span=> async move #body)
}

fn braces(tokens: TokenStream, span: Span) -> Group {
    let mut group = Group::new(Delimiter::Brace, tokens);
    group.set_span(span);
    group
}
