//! From a plan to tokens. Above each function stands what the user wrote, and the
//! snapshot in `tests/snapshots` that shows what comes out.

mod span;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ReturnType;
use syn::spanned::Spanned;

use self::span::{asks_user, finish, rebind, start};
use crate::plan::{Inner, Plan, Returns, Shape};

/// A function with its span.
pub(crate) fn expand(plan: Plan) -> TokenStream {
    let body = match &plan.shape {
        Shape::Async { body, returns } => {
            let future = block(&plan, body, returns);
            run(
                &plan,
                returns,
                None,
                &instrument(&plan, "Instrument", &future),
            )
        }
        Shape::Sync { body, returns } => synchronous(&plan, body, returns),
        Shape::Future { inner, output, pin } => future(&plan, inner, output, pin.as_ref()),
    };
    let inner_attributes = &plan.inner_attributes;
    let span = plan.span;
    let body = quote_spanned!(span=> #inner_attributes #body);
    let mut tokens = plan.head.into_token_stream();
    braces(body, plan.place).to_tokens(&mut tokens);
    tokens
}

/// What every shape has in common: the span around whatever `value` makes. Snapshots
/// `async_fn`, `async_unit`, `never`.
///
/// The span is named after the contract, at the place of it: rustc does not name what
/// a macro has named, and would say "a temporary value" where the contract escapes.
/// For the same reason the heads of blocks and closures around a body stand at its
/// braces as the user wrote them, or no error in there would name a variable.
fn run(
    plan: &Plan,
    returns: &Returns,
    annotation: Option<TokenStream>,
    value: &TokenStream,
) -> TokenStream {
    let Plan {
        support,
        span,
        guard,
        ..
    } = plan;
    let start = start(plan);
    let rebind = rebind(plan);
    let value = quote_spanned!(*span=> { #rebind #value });
    match returns {
        // There is no value to finish with, and the type says so.
        Returns::Never => quote_spanned!(*span=> #start match #value {}),
        Returns::Unit if plan.ret.is_none() && !asks_user(plan) => quote_spanned! {*span=>
            #start
            #value;
            #support::Span::finish(&#guard);
        },
        _ => {
            let finish = finish(plan, returns);
            // If it borrows from the span, the error is at what was promised.
            let returned = quote_spanned!(promised(plan)=> __traced_returned);
            quote_spanned!(*span=> #start let __traced_returned #annotation = #value; #finish return #returned;)
        }
    }
}

/// At the return type, where there is one.
fn promised(plan: &Plan) -> Span {
    match &plan.head.signature.output {
        ReturnType::Default => plan.span,
        ReturnType::Type(_, ty) => plan.span.located_at(ty.span()),
    }
}

/// `async fn pay(cx: &TraceContract) -> R { body }`: snapshot `async_fn`.
fn instrument(plan: &Plan, wrapper: &str, future: &TokenStream) -> TokenStream {
    let Plan {
        support,
        span,
        contract,
        ..
    } = plan;
    let wrapper = Ident::new(wrapper, *span);
    quote_spanned!(*span=> #support::#wrapper::new(#contract, #future).await)
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

/// `fn pay(cx: &TraceContract) -> R { body }`: snapshots `sync_fn`, `sync_unit`.
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
///
/// Snapshots `impl_future_delegated`, `impl_future`, `boxed_future`.
fn future(plan: &Plan, inner: &Inner, output: &Returns, pin: Option<&TokenStream>) -> TokenStream {
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
    // What the user's own futures hold when they are ready is dropped at once.
    let wrapper = match inner {
        Inner::Block(_) | Inner::Tail { .. } => "Instrument",
        Inner::Call { .. } => "Instrumented",
    };
    let value = instrument(plan, wrapper, &future);
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
    // Returned explicitly: alone in a body, clippy would ask for an `async fn`, which
    // the user had reasons not to write.
    match pin {
        Some(pin) => quote_spanned!(*span=> return #pin(async move #body);),
        None => quote_spanned!(*span=> return async move #body;),
    }
}

fn braces(tokens: TokenStream, span: Span) -> Group {
    let mut group = Group::new(Delimiter::Brace, tokens);
    group.set_span(span);
    group
}
