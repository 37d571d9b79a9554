//! Tasks of the tokio runtime.

use tokio::task::JoinHandle;

use crate::boundary::spawn::hook::by_contract;
use crate::boundary::spawn::task::run_sealed;
use crate::boundary::spawn::unbegun::Unbegun;
use crate::contract::TraceContract;
use crate::span::{AsyncClosure, SendAsyncClosure};
use crate::span::{IntoSpan, open};

impl TraceContract {
    /// Spawns a task with a contract of its own: `tokio::spawn`, without the
    /// hole in the trace.
    ///
    /// The span ends with the task; if the task is aborted it has the
    /// attribute `cancelled`, and is no error.
    ///
    /// Write `async move |cx| …`, not `|cx| async move …`.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, as `tokio::spawn` does.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// # trace_runtime::run("main", async |cx| {
    /// let order = 42;
    /// let audit = cx.spawn("audit", async move |cx| {
    ///     cx.add_event("audited", [("order.id", order)]);
    /// });
    /// audit.await.unwrap();
    /// # }).await;
    /// # }
    /// ```
    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "the span is opened inside")]
    pub fn spawn<S, F, T, By: 'static, M: 'static>(&self, span: S, body: F) -> JoinHandle<T>
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M>
            + for<'a> SendAsyncClosure<&'a TraceContract, T, M>
            + Send
            + 'static,
        T: Send + 'static,
    {
        let (parent, span) = span.into_span().kept_under(self);
        let _has_one = by_contract();
        tokio::spawn(run_sealed(parent, span, body, S::failure))
    }

    /// Spawns a task on the current `LocalSet`, with a contract of its own: nothing needs to be
    /// `Send`.
    ///
    /// # Panics
    ///
    /// Outside of a `LocalSet`, as `tokio::task::spawn_local` does.
    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "the span is opened inside")]
    pub fn spawn_local<S, F, T, By: 'static, M>(&self, span: S, body: F) -> JoinHandle<T>
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M> + 'static,
        T: 'static,
    {
        let (parent, span) = span.into_span().kept_under(self);
        let unbegun = Unbegun::new();
        let _has_one = by_contract();
        tokio::task::spawn_local(async move {
            unbegun.begin();
            open(parent.contract(), span, body, S::failure).await
        })
    }
}
