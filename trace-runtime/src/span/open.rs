//! Running a closure in a span of its own.

use super::{IntoSpan, NamedSpan, SpanBuilder};
use crate::async_closure::{AsyncClosure, InForm};
use crate::contract::TraceContract;
use crate::instrument::Instrument;
use crate::lend;
use crate::outcome;

impl TraceContract {
    /// Runs `body` in a child span: for a part of a function that deserves one
    /// without being a function.
    ///
    /// The span's status is an error when `body` returns an `Err`, and says
    /// cancelled when the future is dropped before its end.
    ///
    /// ```
    /// # use trace_runtime::TraceContract;
    /// async fn load(cx: &TraceContract) -> Vec<u8> {
    ///     cx.span("read the cache", async |cx| {
    ///         cx.set_attribute("cache.hit", true);
    ///         vec![1, 2, 3]
    ///     })
    ///     .await
    /// }
    /// ```
    pub fn span<T, F, M>(&self, span: impl IntoSpan, body: F) -> impl Future<Output = T>
    where
        F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M>,
    {
        open(self, span.into_span(), body)
    }

    /// As [`span`](Self::span), for code that is not async.
    pub fn span_sync<T>(&self, span: impl IntoSpan, body: impl FnOnce(&TraceContract) -> T) -> T {
        open_sync(self, span.into_span(), body)
    }

    /// Runs `body` in a new trace that links back to this span, for work that
    /// does not belong to this trace; the future is awaited here. To start such
    /// work and go on, hand [`linked_trace`](crate::linked_trace) to a spawner:
    /// `cx.spawn(linked_trace("reconcile"), …)`.
    pub async fn new_linked_trace<T, F, M>(&self, span: impl IntoSpan, body: F) -> T
    where
        F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M>,
    {
        open(self, span.into_span().in_linked_trace(), body).await
    }
}

pub(crate) async fn open<T, F>(parent: &TraceContract, span: SpanBuilder, body: F) -> T
where
    F: AsyncFnOnce(&TraceContract) -> T,
{
    let (parent, span) = span.under(parent);
    let span = NamedSpan::start(parent.contract(), span);
    let work = lend::enter(span.contract(), || body(span.contract()));
    let value = Instrument::new(span.contract(), work).await;
    span.finish(outcome::of(&value));
    value
}

pub(crate) fn open_sync<T>(
    parent: &TraceContract,
    span: SpanBuilder,
    body: impl FnOnce(&TraceContract) -> T,
) -> T {
    let (parent, span) = span.under(parent);
    let span = NamedSpan::start(parent.contract(), span);
    let value = lend::enter(span.contract(), || body(span.contract()));
    span.finish(outcome::of(&value));
    value
}
