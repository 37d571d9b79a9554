//! Running a closure in a span of its own.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

use super::instrument::Instrumented;
use super::root::opened;
use super::{AsyncClosure, InForm};
use super::{IntoSpan, NamedSpan, SpanBuilder};
use crate::contract::{SealedContract, TraceContract, lend};
use crate::record::Failure;

impl TraceContract {
    /// Runs `body` in a child span: for a part of a function that deserves one
    /// without being a function.
    ///
    /// The span's status is an error when `body` returns an `Err`; dropped
    /// before its end, it has the attribute `cancelled`, and is no error.
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
    pub fn span<S, T, By, F, M>(&self, span: S, body: F) -> impl Future<Output = T>
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M>,
    {
        open(self, span.into_span(), body, S::failure)
    }

    /// Runs a closure that is not async in a child span: the twin of [`span`](Self::span).
    pub fn span_sync<S, T, By>(&self, span: S, body: impl FnOnce(&TraceContract) -> T) -> T
    where
        S: IntoSpan<T, By>,
    {
        open_sync(self, span.into_span(), body, S::failure)
    }
}

impl SealedContract {
    /// Runs `body` in a new child span, lending it the open contract.
    ///
    /// The span's status is an error when `body` returns an `Err`; dropped
    /// before its end, it has the attribute `cancelled`, and is no error.
    ///
    /// Write `async |cx| …`, not `|cx| async move …`.
    pub async fn open<S, T, By, F, M>(&self, span: S, body: F) -> T
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M>,
    {
        let span = span.into_span();
        let parent = opened(self, &span.name, span.kind);
        open(parent, span, body, S::failure).await
    }

    /// Runs a closure that is not async in a new child span, lending it the open contract:
    /// the twin of [`open`](Self::open).
    pub fn open_sync<S, T, By>(&self, span: S, body: impl FnOnce(&TraceContract) -> T) -> T
    where
        S: IntoSpan<T, By>,
    {
        let span = span.into_span();
        let parent = opened(self, &span.name, span.kind);
        open_sync(parent, span, body, S::failure)
    }
}

/// Runs an async closure in a span under `parent`; `failure` tells whether what it
/// returned is one.
pub(crate) async fn open<T, F>(
    parent: &TraceContract,
    span: SpanBuilder,
    body: F,
    failure: impl FnOnce(&T) -> Option<Failure>,
) -> T
where
    F: AsyncFnOnce(&TraceContract) -> T,
{
    let (parent, span) = span.under(parent);
    let span = NamedSpan::start(parent.contract(), span);
    span.run(|cx| body(cx), failure).await
}

/// Runs a closure that is not async in a span under `parent`; see [`open`].
pub(crate) fn open_sync<T>(
    parent: &TraceContract,
    span: SpanBuilder,
    body: impl FnOnce(&TraceContract) -> T,
    failure: impl FnOnce(&T) -> Option<Failure>,
) -> T {
    let (parent, span) = span.under(parent);
    let span = NamedSpan::start(parent.contract(), span);
    span.run_sync(body, failure)
}

impl NamedSpan<'_> {
    /// Runs the future that `body` gives in this span, which then ends. Every async
    /// closure in a span is run by this.
    pub(crate) fn run<'s, W: Future, J>(
        &'s self,
        body: impl FnOnce(&'s TraceContract) -> W,
        failure: J,
    ) -> InSpan<'s, W, J>
    where
        J: FnOnce(&W::Output) -> Option<Failure>,
    {
        let contract = self.contract();
        let work = lend::enter(contract, || body(contract));
        InSpan {
            span: self,
            work: Instrumented::new(contract, work),
            failure: Some(failure),
        }
    }

    /// Runs a closure that is not async in this span, which then ends.
    pub(crate) fn run_sync<T>(
        &self,
        body: impl FnOnce(&TraceContract) -> T,
        failure: impl FnOnce(&T) -> Option<Failure>,
    ) -> T {
        let contract = self.contract();
        let value = lend::enter(contract, || body(contract));
        self.finish(failure(&value));
        value
    }
}

pin_project! {
    /// Work in a span.
    ///
    /// A struct and not an `async fn`, for the reason of [`Instrument`](crate::contract::Instrument).
    pub(crate) struct InSpan<'s, W, J> {
        span: &'s NamedSpan<'s>,
        #[pin]
        work: Instrumented<'s, W>,
        failure: Option<J>,
    }
}

impl<W: Future, J> Future for InSpan<'_, W, J>
where
    J: FnOnce(&W::Output) -> Option<Failure>,
{
    type Output = W::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<W::Output> {
        let this = self.project();
        let value = ready!(this.work.poll(task));
        if let Some(failure) = this.failure.take() {
            this.span.finish(failure(&value));
        }
        Poll::Ready(value)
    }
}
