//! An answer to come, and whether it comes.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::Response;
use pin_project_lite::pin_project;
use tonic::Status;
use tonic::transport::channel;

use crate::body::ResponseBody;
use crate::span::CallSpan;

pin_project! {
    /// The answer to a call, polled with the span of the call current.
    #[must_use = "futures do nothing unless polled"]
    #[derive(Debug)]
    pub struct ResponseFuture {
        // Both `None` once the answer is there.
        span: Option<CallSpan>,
        #[pin]
        inner: Option<channel::ResponseFuture>,
    }

    impl PinnedDrop for ResponseFuture {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if let Some(span) = this.span.as_ref() {
                span.enter(|| this.inner.set(None));
            }
        }
    }
}

impl ResponseFuture {
    pub(crate) fn new(inner: channel::ResponseFuture, span: CallSpan) -> Self {
        ResponseFuture {
            span: Some(span),
            inner: Some(inner),
        }
    }
}

impl Future for ResponseFuture {
    type Output = Result<Response<ResponseBody>, Status>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let (Some(span), Some(inner)) = (this.span.as_ref(), this.inner.as_mut().as_pin_mut())
        else {
            return Poll::Pending; // the answer was given
        };
        let answer = ready!(span.enter(|| inner.poll(task)));
        this.inner.set(None);
        let span = this.span.take();
        Poll::Ready(match answer {
            Ok(response) => {
                let (head, body) = response.into_parts();
                let body = ResponseBody::new(body, span, &head);
                Ok(Response::from_parts(head, body))
            }
            Err(error) => {
                // What tonic itself would make of it, so that what is recorded is what the
                // caller sees.
                let status = Status::from_error(error.into());
                if let Some(span) = span {
                    span.failed(&status);
                }
                Err(status)
            }
        })
    }
}
