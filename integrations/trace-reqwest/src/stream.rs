//! A body read as a stream.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use pin_project_lite::pin_project;

use crate::redact;
use crate::response;
use crate::span::ClientSpan;

pin_project! {
    /// Ends the span with the stream. Dropped on the way, the span is complete
    /// as well: the reader had enough.
    pub(crate) struct InSpanStream<S> {
        span: Option<ClientSpan>,
        #[pin]
        stream: S,
    }

    impl<S> PinnedDrop for InSpanStream<S> {
        fn drop(this: Pin<&mut Self>) {
            response::end(this.project().span.take(), None);
        }
    }
}

impl<S> InSpanStream<S> {
    pub(crate) fn new(stream: S, span: Option<ClientSpan>) -> Self {
        InSpanStream { span, stream }
    }
}

impl<S: Stream<Item = reqwest::Result<Bytes>>> Stream for InSpanStream<S> {
    type Item = reqwest::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        let polled = match this.span {
            Some(span) => span.enter(|_| this.stream.poll_next(task)),
            None => this.stream.poll_next(task),
        };
        let polled = polled.map(|item| item.map(|chunk| chunk.map_err(redact::error)));
        match &polled {
            Poll::Ready(None) => response::end(this.span.take(), None),
            Poll::Ready(Some(Err(error))) => response::end(this.span.take(), Some(error)),
            Poll::Ready(Some(Ok(_))) | Poll::Pending => {}
        }
        polled
    }
}
