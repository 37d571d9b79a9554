//! Spans that end with a stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use pin_project_lite::pin_project;

use crate::contract::TraceContract;
use crate::record::Failure;
use crate::span::{IntoSpan, OpenSpan};

impl TraceContract {
    /// A span around a stream that exists already: current at each poll, ended
    /// when the stream ends or is dropped, an error if an item was an `Err`.
    ///
    /// Named with [`fallible`](crate::fallible), it says why, and the items are
    /// `Result`s.
    pub fn trace_stream<N, S, By>(&self, span: N, stream: S) -> TracedStream<S>
    where
        N: IntoSpan<S::Item, By>,
        S: Stream,
    {
        TracedStream {
            span: Some(OpenSpan::child_of(self, span.into_span())),
            stream: Some(stream),
            failure_of: N::failure,
            failure: None,
        }
    }
}

pin_project! {
    /// A stream with a span around it, of [`TraceContract::trace_stream`].
    #[must_use = "streams do nothing unless polled"]
    pub struct TracedStream<S: Stream> {
        // Both `None` once the stream has ended.
        span: Option<OpenSpan>,
        #[pin]
        stream: Option<S>,
        failure_of: fn(&S::Item) -> Option<Failure>,
        failure: Option<Failure>,
    }

    impl<S: Stream> PinnedDrop for TracedStream<S> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if let Some(span) = this.span {
                span.enter(|_| this.stream.set(None));
            }
        }
    }
}

impl<S: Stream> Stream for TracedStream<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let mut this = self.project();
        let (Some(span), Some(stream)) = (this.span.as_ref(), this.stream.as_mut().as_pin_mut())
        else {
            return Poll::Ready(None);
        };
        let polled = span.enter(|_| stream.poll_next(task));
        match &polled {
            Poll::Ready(Some(item)) if this.failure.is_none() => {
                *this.failure = (this.failure_of)(item)
            }
            Poll::Ready(None) => {
                span.enter(|_| this.stream.set(None));
                if let Some(span) = this.span.take() {
                    span.finish(this.failure.take());
                }
            }
            Poll::Ready(Some(_)) | Poll::Pending => {}
        }
        polled
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let of = |stream: &S| stream.size_hint();
        self.stream.as_ref().map_or((0, Some(0)), of)
    }
}

impl<S: Stream> fmt::Debug for TracedStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedStream")
            .field("span", &self.span)
            .finish_non_exhaustive()
    }
}
