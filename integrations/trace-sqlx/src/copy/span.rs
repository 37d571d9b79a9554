//! The span of a `COPY`, and how that ended.

use std::time::Duration;

use sqlx::Error;

use crate::span::{self, Rows, StatementSpan};
use crate::statement::Statement;

/// The span of a `COPY`. Dropped before its end, it says so.
pub(super) struct CopySpan<'a>(Option<StatementSpan<'a>>);

impl<'a> CopySpan<'a> {
    pub(super) fn start(copy: Statement<'a>) -> Self {
        CopySpan(Some(copy.start()))
    }

    /// The copy waited for a connection.
    pub(super) fn waited(&self, time: Duration) {
        if let Some(span) = &self.0 {
            span.enter(|cx| span::waited(cx, time));
        }
    }

    /// Runs a part of the work with the span current.
    pub(super) fn enter<R>(&self, part: impl FnOnce() -> R) -> R {
        match &self.0 {
            Some(span) => span.enter(|_| part()),
            None => part(),
        }
    }

    /// A part of the work, within the span.
    pub(super) async fn instrument<T>(&self, work: impl Future<Output = T>) -> T {
        match &self.0 {
            Some(span) => span.instrument(work).await,
            None => work.await,
        }
    }

    /// The copy came to its end; of what was read, nobody counts the rows.
    pub(super) fn finished(&mut self, affected: Option<u64>) {
        if let Some(span) = self.ended("finish") {
            span.completed_with(None, affected);
        }
    }

    /// Whoever sent the rows took them back.
    pub(super) fn aborted(&mut self) {
        if let Some(span) = self.ended("abort") {
            span.completed_with(None, Some(0));
        }
    }

    pub(super) fn failed(&mut self, error: &Error) {
        if let Some(span) = self.ended("failed") {
            span.failed(error, Rows::default());
        }
    }

    fn ended(&mut self, outcome: &'static str) -> Option<StatementSpan<'a>> {
        let span = self.0.take()?;
        span.enter(|cx| span::copy_ended(cx, outcome));
        Some(span)
    }
}

impl Drop for CopySpan<'_> {
    fn drop(&mut self) {
        drop(self.ended("dropped"));
    }
}
