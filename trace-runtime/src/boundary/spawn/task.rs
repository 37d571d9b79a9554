//! The primitive under every spawner.

use std::future::Future;

use super::unbegun::Unbegun;
use crate::contract::{Kept, TraceContract};
use crate::record::Failure;
use crate::span::{AsyncClosure, InForm, SendAsyncClosure};
use crate::span::{IntoSpan, NamedSpan, SpanBuilder, open};

impl TraceContract {
    /// A task with a contract of its own, for what runs futures and is no spawner:
    /// `FuturesUnordered`, `buffer_unordered`, another executor's own trait. For a
    /// `JoinSet`, a `TaskTracker` or another runtime, [`spawn_on`](Self::spawn_on)
    /// is shorter, and no lint mistakes it for a raw spawn.
    ///
    /// The span starts at the first poll and ends with the future.
    ///
    /// ```
    /// use std::future::Future;
    /// use trace_runtime::TraceContract;
    ///
    /// /// To be run by whoever called.
    /// fn fetches(cx: &TraceContract, urls: Vec<String>) -> Vec<impl Future<Output = usize>> {
    ///     let fetch = |url: String| {
    ///         cx.task("fetch", async move |cx| {
    ///             cx.set_attribute("url.length", url.len());
    ///             url.len()
    ///         })
    ///     };
    ///     urls.into_iter().map(fetch).collect()
    /// }
    /// ```
    pub fn task<S, F, T, By: 'static, M: 'static>(
        &self,
        span: S,
        body: F,
    ) -> impl Future<Output = T> + Send + 'static + use<S, F, T, By, M>
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M>
            + InForm<M>
            + for<'a> SendAsyncClosure<&'a TraceContract, T, M>
            + Send
            + 'static,
        T: Send + 'static,
    {
        let (parent, span) = span.into_span().kept_under(self);
        run_sealed(parent, span, body, S::failure)
    }

    /// A task that is not `Send`, with a contract of its own, for a `LocalSet` or a
    /// single-threaded executor.
    pub fn local_task<S, F, T, By: 'static, M>(
        &self,
        span: S,
        body: F,
    ) -> impl Future<Output = T> + 'static + use<S, F, T, By, M>
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M> + 'static,
        T: 'static,
    {
        let (parent, span) = span.into_span().kept_under(self);
        let unbegun = Unbegun::new();
        async move {
            unbegun.begin();
            open(parent.contract(), span, body, S::failure).await
        }
    }
}

/// [`TraceContract::task`] for work that may turn out not to be needed, such as undoing
/// what has gone well: dropped before its first poll, it leaves no span and is not counted
/// as abandoned.
pub fn task_if_needed<S, F, T, By: 'static, M: 'static>(
    cx: &TraceContract,
    span: S,
    work: F,
) -> impl Future<Output = T> + Send + 'static + use<S, F, T, By, M>
where
    S: IntoSpan<T, By>,
    F: for<'a> AsyncClosure<&'a TraceContract, T, M>
        + InForm<M>
        + for<'a> SendAsyncClosure<&'a TraceContract, T, M>
        + Send
        + 'static,
    T: Send + 'static,
{
    let (parent, span) = span.into_span().kept_under(cx);
    async move {
        let span = NamedSpan::start(parent.contract(), span);
        span.run(|cx| work.call(cx), S::failure).await
    }
}

/// The body of every spawned task. Not an `async fn`: that holds its arguments
/// twice, and spawners copy a task several times.
pub(super) fn run_sealed<F, T, M>(
    parent: Kept,
    span: SpanBuilder,
    body: F,
    failure: impl FnOnce(&T) -> Option<Failure>,
) -> impl Future<Output = T>
where
    F: for<'a> SendAsyncClosure<&'a TraceContract, T, M>,
{
    let unbegun = Unbegun::new();
    async move {
        unbegun.begin();
        let span = NamedSpan::start(parent.contract(), span);
        span.run(|cx| body.call(cx), failure).await
    }
}
