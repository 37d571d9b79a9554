//! Nothing is undone.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::request::Parts;
use pin_project_lite::pin_project;

use super::Answer;
use crate::settings::Settings;
use crate::span::ServerSpan;

pub(crate) struct Guard;

impl Guard {
    pub(crate) fn open(_: &mut Parts, _: &Settings) -> Self {
        Guard
    }

    pub(crate) fn none() -> Self {
        Guard
    }
}

pin_project! {
    pub(crate) struct Guarded<F>
    where
        F: Future,
    {
        #[pin]
        inner: Option<F>,
    }
}

impl<F: Future> Guarded<F> {
    pub(crate) fn new(inner: F, _: Guard) -> Self {
        Guarded { inner: Some(inner) }
    }

    /// Drops the handler in its span, which then ends.
    pub(crate) fn cancel(self: Pin<&mut Self>, mut span: ServerSpan) {
        span.enter(|| self.project().inner.set(None));
        span.says_dropped();
    }
}

impl<F: Future> Future for Guarded<F> {
    type Output = Answer<F::Output>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(inner) = self.project().inner.as_pin_mut() else {
            return Poll::Pending; // only `cancel` takes it out
        };
        inner.poll(task).map(|given| Answer {
            given: Some(given),
            rollback: None,
        })
    }
}
