//! How a `'static` task is lent a borrowed contract on stable Rust.

use std::future::Future;

/// A closure whose future is `Send`, called once.
///
/// `AsyncFnOnce` cannot say that the future it returns is `Send`; this says it,
/// for the same closure. Both bounds stand side by side: the first lets
/// `async move |cx| …` be written without a type for `cx`, the second lets the
/// task move between threads. Implemented for every closure that fits; there is
/// no need to name it.
#[diagnostic::on_unimplemented(
    message = "this closure cannot be run in a task that moves between threads",
    label = "its future is not `Send`, or it is not written `async move |cx| …`",
    note = "write `async move |cx| …` (not `|cx| async move …`), and hold nothing that is not \
            `Send`, such as an `Rc`, across an `.await`"
)]
pub trait SendOnce<A> {
    /// What the future gives.
    type Out;
    /// The future.
    type Fut: Future<Output = Self::Out> + Send;
    /// Calls the closure.
    fn call(self, argument: A) -> Self::Fut;
}

impl<A, F, Fut> SendOnce<A> for F
where
    F: FnOnce(A) -> Fut,
    Fut: Future + Send,
{
    type Out = Fut::Output;
    type Fut = Fut;

    fn call(self, argument: A) -> Fut {
        self(argument)
    }
}
