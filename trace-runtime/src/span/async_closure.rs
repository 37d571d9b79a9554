//! What is handed over: a closure that is itself async.
//!
//! `AsyncFnOnce(&TraceContract) -> T` says it all, and says it badly. The usual
//! mistake, `|cx| async move { … }`, is one of lifetimes, which the compiler meets
//! late and reports several times over, and no message of ours can be attached to
//! it. These traits ask the same question where it is decided early, once, and in
//! our words.
//!
//! How: a trait with one candidate implementation is taken on trust, and lifetimes
//! are looked at afterwards; where there are two, each is tried, lifetimes included,
//! and if neither fits, the trait is not implemented. So there is a second one, for
//! nothing, and the parameter `Form` tells them apart; nobody names it.

use super::send_once::SendOnce;

/// An async closure, `async |cx| …`, or an async function: everything that is
/// `AsyncFnOnce(A) -> T`.
///
/// Implemented for all of them; there is no need to name it, and a generic function
/// that hands a closure on asks for `AsyncFnOnce(&TraceContract) -> T`.
///
/// ```
/// use trace_runtime::TraceContract;
///
/// async fn twice<T>(cx: &TraceContract, body: impl AsyncFnOnce(&TraceContract) -> T) -> T {
///     cx.span("outer", async |cx| cx.span("inner", body).await).await
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "an async closure belongs here: write `async move |cx| {{ … }}`",
    label = "not an async closure that is lent a contract",
    note = "instead of `|cx| async move {{ … }}` write `async move |cx| {{ … }}`; around a future, \
            such as `leaf(cx)`, write `async move |cx| leaf(cx).await`"
)]
pub trait AsyncClosure<A, T, Form>: AsyncFnOnce(A) -> T {}

impl<A, T, F> AsyncClosure<A, T, Lends> for F where F: AsyncFnOnce(A) -> T {}
impl<A, T, F> AsyncClosure<A, T, Nothing> for F where F: AsyncFnOnce(A) -> T + Never {}

/// An async closure of two arguments, `async |cx, it| …`; see [`AsyncClosure`].
#[diagnostic::on_unimplemented(
    message = "an async closure of two arguments belongs here: write `async move |cx, it| {{ … }}`",
    label = "not an async closure that is lent a contract",
    note = "instead of `|cx, it| async move {{ … }}` write `async move |cx, it| {{ … }}`; around a \
            future, such as `leaf(cx)`, write `async move |cx, it| leaf(cx).await`"
)]
pub trait AsyncClosureWith<A, B, T, Form>: AsyncFnOnce(A, B) -> T {}

impl<A, B, T, F> AsyncClosureWith<A, B, T, Lends> for F where F: AsyncFnOnce(A, B) -> T {}
impl<A, B, T, F> AsyncClosureWith<A, B, T, Nothing> for F where F: AsyncFnOnce(A, B) -> T + Never {}

/// Settles the form, once it has been found that none fits, so that what has been
/// said once is not said again at each use of the future. It stands right behind
/// [`AsyncClosure`], since bounds are looked at in their order, and is implemented for
/// everything.
pub trait InForm<Form> {}

impl<F> InForm<Lends> for F {}

/// An [`AsyncClosure`] whose future is `Send`; what is none at all has been told so.
#[doc(hidden)]
pub trait SendAsyncClosure<A, T, Form> {
    type Fut: Future<Output = T> + Send;
    fn call(self, argument: A) -> Self::Fut;
}

impl<A, T, F> SendAsyncClosure<A, T, Lends> for F
where
    F: SendOnce<A, Out = T>,
{
    type Fut = F::Fut;

    fn call(self, argument: A) -> F::Fut {
        SendOnce::call(self, argument)
    }
}

/// For the sake of the message: nothing is an `AsyncClosure` of this form.
impl<A, T: Send, F> SendAsyncClosure<A, T, Nothing> for F {
    type Fut = std::future::Pending<T>;

    fn call(self, _: A) -> Self::Fut {
        std::future::pending()
    }
}

/// The form of an async closure that is right.
#[doc(hidden)]
#[derive(Debug)]
pub enum Lends {}

/// The form of the second implementation, which fits nothing.
#[doc(hidden)]
#[derive(Debug)]
pub enum Nothing {}

/// A trait that nothing implements.
#[doc(hidden)]
pub trait Never {}
