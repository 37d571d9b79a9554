//! A span that ends with the body of its response.

use std::future::Future;

use crate::in_span::InSpan;
use crate::redact;
use crate::span::ClientSpan;
use crate::watched::Watch;

/// The span of a response whose body is to be read: it ends with the body, or
/// when this is dropped.
#[derive(Debug)]
pub(crate) struct Reading {
    /// `None` once it has ended.
    span: Option<ClientSpan>,
    watch: Watch,
}

impl Reading {
    pub(crate) fn new(span: ClientSpan, watch: Watch) -> Self {
        Reading {
            span: Some(span),
            watch,
        }
    }

    /// The span, while it runs.
    pub(crate) fn span(&mut self) -> Option<&mut ClientSpan> {
        self.span.as_mut()
    }

    /// Reads a part of the body, in the span.
    pub(crate) async fn part<T>(
        &mut self,
        part: impl Future<Output = reqwest::Result<T>>,
    ) -> reqwest::Result<T> {
        let part = match self.span() {
            Some(span) => InSpan::new(span, part).await,
            None => part.await,
        };
        part.map_err(redact::error)
    }

    /// Reads the body to its end, and ends the span.
    pub(crate) async fn all<T>(
        mut self,
        body: impl Future<Output = reqwest::Result<T>>,
    ) -> reqwest::Result<T> {
        let read = self.part(body).await;
        match &read {
            Ok(_) => self.end(),
            Err(error) => self.fail(error),
        }
        read
    }

    /// Ends the span if the last frame has said that it was the last.
    pub(crate) fn end_if_ended(&mut self) {
        if self.watch.seen().progress.has_ended() {
            self.end();
        }
    }

    /// Ends the span: of a body that was read as a whole, of one that nobody asked
    /// for, or of one that was given up on the way, which says cancelled.
    pub(crate) fn end(&mut self) {
        let Some(span) = self.span.take() else {
            return;
        };
        let seen = self.watch.seen();
        let whole = match span.awaits_trailers() {
            true => seen.progress.has_ended(),
            false => seen.progress.is_whole(),
        };
        if whole {
            span.read(seen.progress.bytes(), seen.trailers.as_ref());
        } else if !seen.begun {
            span.unread();
        }
    }

    /// Ends the span with an error.
    pub(crate) fn fail(&mut self, error: &reqwest::Error) {
        if let Some(span) = self.span.take() {
            span.failed(error);
        }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.end();
    }
}
