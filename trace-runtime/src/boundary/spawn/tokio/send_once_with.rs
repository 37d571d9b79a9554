//! How the closure of a generator, which takes a second argument, is lent a contract.

use std::future::Future;

use crate::span::async_closure::{Lends, Nothing};

/// A closure of two arguments whose future is `Send`, called once; see
/// [`SendOnce`](crate::spawn::SendOnce).
#[diagnostic::on_unimplemented(
    message = "this closure cannot be run where its future moves between threads",
    label = "its future is not `Send`, or it is not written `async move |cx, …| …`",
    note = "write `async move |cx, …| …` (not `|cx, …| async move …`), and hold nothing that is \
            not `Send`, such as an `Rc`, across an `.await`"
)]
pub trait SendOnceWith<A, B> {
    /// What the future gives.
    type Out;
    /// The future.
    type Fut: Future<Output = Self::Out> + Send;
    /// Calls the closure.
    fn call(self, first: A, second: B) -> Self::Fut;
}

impl<A, B, F, Fut> SendOnceWith<A, B> for F
where
    F: FnOnce(A, B) -> Fut,
    Fut: Future + Send,
{
    type Out = Fut::Output;
    type Fut = Fut;

    fn call(self, first: A, second: B) -> Fut {
        self(first, second)
    }
}

/// An async closure of two arguments whose future is `Send`.
#[doc(hidden)]
pub trait SendAsyncClosureWith<A, B, T, Form> {
    type Fut: Future<Output = T> + Send;
    fn call(self, first: A, second: B) -> Self::Fut;
}

impl<A, B, T, F> SendAsyncClosureWith<A, B, T, Lends> for F
where
    F: SendOnceWith<A, B, Out = T>,
{
    type Fut = F::Fut;

    fn call(self, first: A, second: B) -> F::Fut {
        SendOnceWith::call(self, first, second)
    }
}

/// For the sake of the message: nothing is an `AsyncClosureWith` of this form.
impl<A, B, T: Send, F> SendAsyncClosureWith<A, B, T, Nothing> for F {
    type Fut = std::future::Pending<T>;

    fn call(self, _: A, _: B) -> Self::Fut {
        std::future::pending()
    }
}
