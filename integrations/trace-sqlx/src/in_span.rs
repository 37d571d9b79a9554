//! A statement at work, within its span.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use futures_core::Stream;
use sqlx::pool::PoolConnection;
use sqlx::{Database, Either, Error};

use crate::acquire::acquire;
use crate::backend::Backend;
use crate::span::{self, Rows, StatementSpan};
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
    ended(span, &result, rows);
    result
}

/// Runs a statement that gives one value on a connection of the pool's.
pub(crate) async fn run_on<DB: Backend, T, W>(
    pool: &sqlx::Pool<DB>,
    statement: Statement<'_>,
    work: impl FnOnce(PoolConnection<DB>) -> W,
    rows: impl FnOnce(&T) -> Rows,
) -> Result<T, Error>
where
    W: Future<Output = Result<T, Error>>,
{
    let target = statement.target;
    let span = statement.start();
    let tell = |time| span.enter(|cx| span::waited(cx, time));
    let whole = async { work(acquire(pool, target, tell).await?).await };
    let result = span.instrument(whole).await;
    ended(span, &result, rows);
    result
}

fn ended<T>(span: StatementSpan<'_>, result: &Result<T, Error>, rows: impl FnOnce(&T) -> Rows) {
    match result {
        Ok(value) => span.completed(rows(value)),
        Err(error) => span.failed(error, Rows::default()),
    }
}

/// What the stream within a span says.
pub(crate) enum Part<DB: Database> {
    /// There is no connection yet, and none is idle.
    Waits,
    /// Now there is.
    Acquired,
    Step(Either<DB::QueryResult, DB::Row>),
}

/// The rows of a statement. Its span begins when they are asked for, which may be long
/// after sqlx made this, and ends with the last of them.
pub(crate) struct InSpan<'e, S> {
    /// `None` behind its end.
    parts: Option<S>,
    statement: Option<Statement<'e>>,
    span: Option<StatementSpan<'e>>,
    waits_since: Option<Instant>,
    rows: Rows,
}

impl<'e, S> InSpan<'e, S> {
    pub(crate) fn new(statement: Statement<'e>, parts: S) -> Self {
        InSpan {
            parts: Some(parts),
            statement: Some(statement),
            span: None,
            waits_since: None,
            rows: Rows::default(),
        }
    }

    /// If it waited for a connection, it does so no more.
    fn waited(&mut self) {
        if let (Some(span), Some(since)) = (&self.span, self.waits_since.take()) {
            span.enter(|cx| span::waited(cx, since.elapsed()));
        }
    }

    fn end(&mut self, result: Result<(), &Error>) {
        self.waited();
        let Some(span) = self.span.take() else {
            return;
        };
        // What the driver logs as it is dropped belongs to the span.
        span.enter(|_| self.parts = None);
        match result {
            Ok(()) => span.completed(self.rows),
            Err(error) => span.failed(error, self.rows),
        }
    }
}

impl<DB, S> Stream for InSpan<'_, S>
where
    DB: Backend,
    S: Stream<Item = Result<Part<DB>, Error>> + Unpin,
{
    type Item = Step<DB>;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Step<DB>>> {
        let this = self.get_mut();
        if let Some(statement) = this.statement.take() {
            this.span = Some(statement.start());
        }
        loop {
            let (Some(span), Some(parts)) = (&this.span, &mut this.parts) else {
                return Poll::Ready(None);
            };
            let part = ready!(span.enter(|_| Pin::new(parts).poll_next(task)));
            match part {
                Some(Ok(Part::Waits)) => this.waits_since = Some(Instant::now()),
                Some(Ok(Part::Acquired)) => this.waited(),
                Some(Ok(Part::Step(step))) => {
                    match &step {
                        Either::Left(result) => this.rows.affected += DB::rows_affected(result),
                        Either::Right(_) => this.rows.returned += 1,
                    }
                    return Poll::Ready(Some(Ok(step)));
                }
                Some(Err(error)) => {
                    this.end(Err(&error));
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    this.end(Ok(()));
                    return Poll::Ready(None);
                }
            }
        }
    }
}

impl<S> Drop for InSpan<'_, S> {
    fn drop(&mut self) {
        self.waited();
        if let Some(span) = &self.span {
            span.enter(|_| self.parts = None);
        }
    }
}
