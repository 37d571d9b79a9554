//! A statement at work, within its span.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_core::stream::BoxStream;
use sqlx::{Either, Error};

use crate::backend::Backend;
use crate::span::{Rows, StatementSpan};
use crate::statement::Statement;

/// What a statement gives: rows, and behind those of each part of it how many it changed.
pub(crate) type Step<DB> =
    Result<Either<<DB as sqlx::Database>::QueryResult, <DB as sqlx::Database>::Row>, Error>;

/// Runs a statement that gives one value.
pub(crate) async fn run<T>(
    statement: Statement<'_>,
    work: impl Future<Output = Result<T, Error>>,
    rows: impl FnOnce(&T) -> Rows,
) -> Result<T, Error> {
    let span = statement.start();
    let result = span.instrument(work).await;
    match &result {
        Ok(value) => span.completed(rows(value)),
        Err(error) => span.failed(error, Rows::default()),
    }
    result
}

/// The rows of a statement. Its span begins when they are asked for, which may be long
/// after sqlx made this, and ends with the last of them.
pub(crate) struct InSpan<'e, DB: Backend> {
    /// `None` behind its end.
    steps: Option<BoxStream<'e, Step<DB>>>,
    statement: Option<Statement<'e>>,
    span: Option<StatementSpan<'e>>,
    rows: Rows,
}

impl<'e, DB: Backend> InSpan<'e, DB> {
    pub(crate) fn new(statement: Statement<'e>, steps: BoxStream<'e, Step<DB>>) -> Self {
        InSpan {
            steps: Some(steps),
            statement: Some(statement),
            span: None,
            rows: Rows::default(),
        }
    }

    fn end(&mut self, result: Result<(), &Error>) {
        let Some(span) = self.span.take() else {
            return;
        };
        // What the driver logs as it is dropped belongs to the span.
        span.enter(|_| self.steps = None);
        match result {
            Ok(()) => span.completed(self.rows),
            Err(error) => span.failed(error, self.rows),
        }
    }
}

impl<DB: Backend> Stream for InSpan<'_, DB> {
    type Item = Step<DB>;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Step<DB>>> {
        let this = self.get_mut();
        if let Some(statement) = this.statement.take() {
            this.span = Some(statement.start());
        }
        let (Some(span), Some(steps)) = (&this.span, &mut this.steps) else {
            return Poll::Ready(None);
        };
        let step = ready!(span.enter(|_| steps.as_mut().poll_next(task)));
        match &step {
            Some(Ok(Either::Left(result))) => this.rows.affected += DB::rows_affected(result),
            Some(Ok(Either::Right(_))) => this.rows.returned += 1,
            Some(Err(error)) => this.end(Err(error)),
            None => this.end(Ok(())),
        }
        Poll::Ready(step)
    }
}

impl<DB: Backend> Drop for InSpan<'_, DB> {
    fn drop(&mut self) {
        if let Some(span) = &self.span {
            span.enter(|_| self.steps = None);
        }
    }
}
