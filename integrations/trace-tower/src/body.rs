//! The response body, whose end is the end of the span.

use std::fmt::{self, Display};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Buf;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::span::ServerSpan;

pin_project! {
    /// A response body in its server span: current at each poll, ended with the
    /// last byte.
    pub struct TracedBody<B> {
        // `None` once it has ended, and where nothing is traced.
        span: Option<ServerSpan>,
        sent: u64,
        length: Option<u64>,
        #[pin]
        inner: Option<B>,
    }

    impl<B> PinnedDrop for TracedBody<B> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let Some(span) = this.span.take() else { return };
            span.enter(|| this.inner.set(None));
            // A server that knows the length stops asking after the last byte.
            if this.length.is_some_and(|length| *this.sent >= length) {
                span.completed(Some(*this.sent));
            }
        }
    }
}

impl<B: Body> TracedBody<B> {
    /// `length` is what the response header says.
    pub(crate) fn new(inner: B, span: ServerSpan, length: Option<u64>) -> Self {
        let length = length.or_else(|| inner.size_hint().exact());
        // Nobody polls a body that is empty.
        let span = if inner.is_end_stream() {
            span.completed(Some(0));
            None
        } else {
            Some(span)
        };
        TracedBody {
            span,
            sent: 0,
            length,
            inner: Some(inner),
        }
    }
}

impl<B> TracedBody<B> {
    pub(crate) fn untraced(inner: B) -> Self {
        TracedBody {
            span: None,
            sent: 0,
            length: None,
            inner: Some(inner),
        }
    }
}

impl<B> Body for TracedBody<B>
where
    B: Body,
    B::Error: Display,
{
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let this = self.project();
        let Some(mut inner) = this.inner.as_pin_mut() else {
            return Poll::Ready(None); // only `drop` takes it out
        };
        let polled = match this.span.as_ref() {
            Some(span) => ready!(span.enter(|| inner.as_mut().poll_frame(task))),
            None => return inner.poll_frame(task),
        };
        if let Some(Ok(frame)) = &polled {
            *this.sent += frame.data_ref().map_or(0, |data| data.remaining() as u64);
            if !inner.is_end_stream() {
                return Poll::Ready(polled);
            }
        }
        if let Some(span) = this.span.take() {
            match &polled {
                Some(Err(error)) => span.failed(error),
                Some(Ok(_)) | None => span.completed(Some(*this.sent)),
            }
        }
        Poll::Ready(polled)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner
            .as_ref()
            .map_or_else(SizeHint::default, Body::size_hint)
    }
}

impl<B: Default> Default for TracedBody<B> {
    fn default() -> Self {
        Self::untraced(B::default())
    }
}

impl<B> fmt::Debug for TracedBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedBody")
            .field("span", &self.span)
            .field("sent", &self.sent)
            .finish_non_exhaustive()
    }
}
