//! A body read as a stream.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use pin_project_lite::pin_project;

use crate::reading::Reading;
use crate::redact;

pin_project! {
    /// Ends the span with the stream.
    pub(crate) struct InSpanStream<S> {
        reading: Reading,
        #[pin]
        stream: S,
    }
}

impl<S> InSpanStream<S> {
    pub(crate) fn new(stream: S, reading: Reading) -> Self {
        InSpanStream { reading, stream }
    }
}

impl<S: Stream<Item = reqwest::Result<Bytes>>> Stream for InSpanStream<S> {
    type Item = reqwest::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        let polled = match this.reading.span() {
            Some(span) => span.enter(|_| this.stream.poll_next(task)),
            None => this.stream.poll_next(task),
        };
        let polled = polled.map(|item| item.map(|chunk| chunk.map_err(redact::error)));
        match &polled {
            Poll::Ready(None) => this.reading.end(),
            Poll::Ready(Some(Err(error))) => this.reading.fail(error),
            Poll::Ready(Some(Ok(_))) => this.reading.end_if_ended(),
            Poll::Pending => {}
        }
        polled
    }
}
