//! A future polled with a client span current.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::span::ClientSpan;

pin_project! {
    /// A struct and not an `async fn`, which would store the future twice.
    #[must_use = "futures do nothing unless polled"]
    pub(crate) struct InSpan<'a, F> {
        span: &'a mut ClientSpan,
        #[pin]
        future: F,
    }
}

impl<'a, F> InSpan<'a, F> {
    pub(crate) fn new(span: &'a mut ClientSpan, future: F) -> Self {
        InSpan { span, future }
    }
}

impl<F: Future> Future for InSpan<'_, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        this.span.enter(|_| this.future.poll(task))
    }
}
