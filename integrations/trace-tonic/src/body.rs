//! The body of an answer, whose end is the end of the span.

use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::response;
use http_body::{Body as _, Frame, SizeHint};
use tonic::Status;
use tonic::body::Body;

use crate::span::CallSpan;

/// The messages of an answer: the span of the call is current as they are read, and ends with
/// the trailers, with an error, or when this is dropped.
#[derive(Debug, Default)]
pub struct ResponseBody {
    /// `None` once it has ended.
    span: Option<CallSpan>,
    inner: Body,
}

impl ResponseBody {
    pub(crate) fn new(inner: Body, mut span: Option<CallSpan>, head: &response::Parts) -> Self {
        if let Some(span) = &mut span {
            span.answered(head);
        }
        // Nobody reads an answer that has said all in its head.
        if let Some(told) = span.take_if(|span| span.is_told() || inner.is_end_stream()) {
            told.ended(None);
        }
        ResponseBody { span, inner }
    }
}

/// What is dropped before its end logs in the span, which then says cancelled.
impl Drop for ResponseBody {
    fn drop(&mut self) {
        if let Some(span) = &self.span {
            span.enter(|| drop(mem::take(&mut self.inner)));
        }
    }
}

impl http_body::Body for ResponseBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        let inner = Pin::new(&mut this.inner);
        let Some(span) = &this.span else {
            return inner.poll_frame(task);
        };
        let polled = ready!(span.enter(|| inner.poll_frame(task)));
        let trailers = match &polled {
            Some(Ok(frame)) if !frame.is_trailers() => return Poll::Ready(polled),
            Some(Ok(frame)) => frame.trailers_ref(),
            Some(Err(_)) | None => None,
        };
        if let Some(span) = this.span.take() {
            match &polled {
                Some(Err(status)) => span.failed(status),
                _ => span.ended(trailers),
            }
        }
        Poll::Ready(polled)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
