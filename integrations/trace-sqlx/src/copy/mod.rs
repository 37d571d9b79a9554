//! `COPY` for PostgreSQL, under sqlx's names.

mod input;
mod output;

mod span;
mod taken;

use futures_core::stream::BoxStream;
use sqlx::{AssertSqlSafe, Error, Postgres, SqlSafeStr};
use sqlx_core::bytes::Bytes;

use crate::acquire::acquire;
use crate::asked::Form;
use crate::backend::Backend;
use crate::pool::TracedPool;
use crate::statement::Statement;
use crate::target::Target;
use crate::traced_connection::TracedConnection;

pub use input::PgCopyIn;
use output::CopyOut;
use span::CopySpan;
use taken::Taken;

impl<'a> TracedPool<'a, Postgres> {
    /// Begins a `COPY … FROM STDIN` on a connection of its own: a span from here to its
    /// end.
    ///
    /// # Errors
    ///
    /// If there is no connection, the statement is another, or the database refuses.
    ///
    /// # Examples
    ///
    /// ```
    /// use trace_runtime::{TraceContract, traced};
    /// use trace_sqlx::PgPool;
    ///
    /// #[traced]
    /// async fn import(cx: &TraceContract, pool: &PgPool, csv: &[u8]) -> sqlx::Result<u64> {
    ///     let statement = "COPY users (name) FROM STDIN WITH (FORMAT csv)";
    ///     let mut copy = pool.traced(cx).copy_in_raw(statement).await?;
    ///     copy.send(csv).await?;
    ///     copy.finish().await
    /// }
    /// ```
    pub async fn copy_in_raw(mut self, statement: &str) -> Result<PgCopyIn<'a>, Error> {
        let (pool, target) = (self.raw(), self.target());
        let span = CopySpan::start(self.copy_of(statement));
        let conn = acquire(pool, target, |time| span.waited(time));
        let conn = span.instrument(conn).await;
        let taken = conn.map(Taken::own);
        PgCopyIn::begin(span, taken, text(target, statement)).await
    }

    /// Begins a `COPY … TO STDOUT` on a connection of its own: a span from here to the end
    /// of the stream.
    ///
    /// A stream that is dropped before closes its connection: the database would go on
    /// sending.
    ///
    /// # Errors
    ///
    /// If there is no connection, the statement is another, or the database refuses.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_util::TryStreamExt;
    /// use trace_runtime::{TraceContract, traced};
    /// use trace_sqlx::PgPool;
    ///
    /// #[traced]
    /// async fn export(cx: &TraceContract, pool: &PgPool) -> sqlx::Result<Vec<u8>> {
    ///     let mut copy = pool.traced(cx).copy_out_raw("COPY users TO STDOUT").await?;
    ///     let mut all = Vec::new();
    ///     while let Some(part) = copy.try_next().await? {
    ///         all.extend_from_slice(&part);
    ///     }
    ///     Ok(all)
    /// }
    /// ```
    pub async fn copy_out_raw(
        mut self,
        statement: &str,
    ) -> Result<BoxStream<'a, Result<Bytes, Error>>, Error> {
        let (pool, target) = (self.raw(), self.target());
        let span = CopySpan::start(self.copy_of(statement));
        let conn = acquire(pool, target, |time| span.waited(time));
        let conn = span.instrument(conn).await;
        let taken = conn.map(Taken::own);
        CopyOut::begin(span, taken, text(target, statement)).await
    }

    fn copy_of(&mut self, statement: &str) -> Statement<'a> {
        Statement {
            parent: self.parent(),
            target: self.target(),
            summary: self.take_summary(),
            text: AssertSqlSafe(statement).into_sql_str(),
            form: Form::Unbound,
            holder: None,
        }
    }
}

impl<'a> TracedConnection<'a, Postgres> {
    /// Begins a `COPY … FROM STDIN`: a span from here to its end.
    ///
    /// Dropped before its end, or failed, it takes the connection with it, and the
    /// transaction on that: each later statement says so, and the connection is closed.
    ///
    /// # Errors
    ///
    /// If the statement is another, or the database refuses.
    pub async fn copy_in_raw(self, statement: &str) -> Result<PgCopyIn<'a>, Error> {
        self.usable()?;
        let text = |target| text(target, statement);
        let (span, taken, target) = self.copy_of(statement);
        PgCopyIn::begin(span, Ok(taken), text(target)).await
    }

    /// Begins a `COPY … TO STDOUT`: a span from here to the end of the stream.
    ///
    /// Dropped before its end, or failed, it takes the connection with it, and the
    /// transaction on that: each later statement says so, and the connection is closed.
    ///
    /// # Errors
    ///
    /// If the statement is another, or the database refuses.
    pub async fn copy_out_raw(
        self,
        statement: &str,
    ) -> Result<BoxStream<'a, Result<Bytes, Error>>, Error> {
        self.usable()?;
        let text = |target| text(target, statement);
        let (span, taken, target) = self.copy_of(statement);
        CopyOut::begin(span, Ok(taken), text(target)).await
    }

    fn copy_of(self, statement: &str) -> (CopySpan<'a>, Taken<'a>, &'a Target) {
        let asked = Statement {
            parent: self.parent,
            target: self.target,
            summary: self.summary,
            text: AssertSqlSafe(statement).into_sql_str(),
            form: Form::Unbound,
            holder: self.holder,
        };
        let taken = Taken::lent(self.conn, self.state);
        (CopySpan::start(asked), taken, self.target)
    }
}

/// What is sent, once that is asked within the span.
fn text<'s>(target: &'s Target, statement: &'s str) -> impl FnOnce() -> String + 's {
    move || {
        let comments = &target.settings.comments;
        let (text, _) = comments.text(statement, Postgres::facts().dialect);
        text.into_owned()
    }
}
