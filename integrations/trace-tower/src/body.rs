//! The response body, whose end is the end of the span.

use std::fmt::{self, Display};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use trace_http::BodyProgress;

use crate::span::ServerSpan;

pin_project! {
    /// A response body in its server span: current at each poll, ended with the
    /// last byte or the trailers.
    pub struct TracedBody<B>
    where
        B: Body,
    {
        // `None` once it has ended, and where nothing is traced.
        span: Option<ServerSpan>,
        progress: BodyProgress,
        #[pin]
        inner: Option<B>,
    }

    impl<B> PinnedDrop for TracedBody<B>
    where
        B: Body,
    {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let Some(mut span) = this.span.take() else { return };
            if let Some(inner) = this.inner.as_ref().as_pin_ref() {
                this.progress.look_at(&*inner);
            }
            span.enter(|| this.inner.set(None));
            // A server that knows the length stops asking after the last byte.
            let whole = match span.awaits_trailers() {
                true => this.progress.has_ended(),
                false => this.progress.is_whole(),
            };
            match whole {
                true => span.completed(Some(this.progress.bytes()), None),
                false => span.says_dropped(),
            }
        }
    }
}

impl<B: Body> TracedBody<B> {
    /// `content_length` is what the response header says.
    pub(crate) fn new(inner: B, span: ServerSpan, content_length: Option<u64>) -> Self {
        let progress = BodyProgress::new(&inner, content_length);
        // Nobody polls a body that is empty.
        let span = if progress.has_ended() {
            span.completed(Some(0), None);
            None
        } else {
            Some(span)
        };
        TracedBody {
            span,
            progress,
            inner: Some(inner),
        }
    }

    /// Nothing, where there is no handler's answer.
    pub(crate) fn untraced(inner: Option<B>) -> Self {
        TracedBody {
            span: None,
            progress: BodyProgress::default(),
            inner,
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
        match &polled {
            Some(Ok(frame)) => {
                this.progress.frame(frame);
                this.progress.look_at(&*inner);
            }
            Some(Err(error)) => {
                if let Some(span) = this.span.take() {
                    span.failed(error);
                }
            }
            None => this.progress.end(),
        }
        if this.progress.has_ended()
            && let Some(span) = this.span.take()
        {
            let frame = polled.as_ref().and_then(|frame| frame.as_ref().ok());
            let trailers = frame.and_then(Frame::trailers_ref);
            span.completed(Some(this.progress.bytes()), trailers);
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

impl<B: Body + Default> Default for TracedBody<B> {
    fn default() -> Self {
        Self::untraced(Some(B::default()))
    }
}

impl<B: Body> fmt::Debug for TracedBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedBody")
            .field("span", &self.span)
            .field("progress", &self.progress)
            .finish_non_exhaustive()
    }
}
