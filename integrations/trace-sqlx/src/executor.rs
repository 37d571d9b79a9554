//! What is behind `traced(cx)`, as sqlx's executor.

use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use sqlx::pool::PoolConnection;
use sqlx::{Either, Error, Execute, Executor, SqlStr};

use crate::acquire::{Wait, acquire};
use crate::asked::{Asked, Form};
use crate::backend::Backend;
use crate::in_span::{InSpan, Part, run, run_on};
use crate::pool::TracedPool;
use crate::span::Rows;
use crate::statement::Statement;
use crate::traced_connection::TracedConnection;

impl<'c, DB> Executor<'c> for TracedPool<'c, DB>
where
    DB: Backend,
    for<'x> &'x mut DB::Connection: Executor<'x, Database = DB>,
{
    type Database = DB;

    fn fetch_many<'e, 'q: 'e, E>(
        mut self,
        query: E,
    ) -> BoxStream<'e, Result<Either<DB::QueryResult, DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        let asked = Asked::of(query);
        let statement = self.statement(&asked);
        let pool = self.raw();
        let target = self.target();
        let steps = async_stream::try_stream! {
            let asked = target.prepare(asked);
            let wait = Wait::begin(pool, target);
            let is_needed = wait.is_needed();
            if is_needed {
                yield Part::<DB>::Waits;
            }
            let mut conn = wait.acquire(pool).await?;
            if is_needed {
                yield Part::<DB>::Acquired;
            }
            let mut steps = conn.fetch_many(asked);
            while let Some(step) = steps.next().await {
                yield Part::<DB>::Step(step?);
            }
        };
        Box::pin(InSpan::new(statement, Box::pin(steps)))
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        mut self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        let asked = Asked::of(query);
        let statement = self.statement(&asked);
        let pool = self.raw();
        let target = self.target();
        // Within the span, which has not begun yet.
        let work = move |mut conn: PoolConnection<DB>| async move {
            conn.fetch_optional(target.prepare(asked)).await
        };
        Box::pin(run_on(pool, statement, work, of_optional))
    }

    fn prepare_with<'e>(
        mut self,
        sql: SqlStr,
        parameters: &'e [DB::TypeInfo],
    ) -> BoxFuture<'e, Result<DB::Statement, Error>>
    where
        'c: 'e,
    {
        let statement = self.prepared(&sql);
        let pool = self.raw();
        let work = move |mut conn: PoolConnection<DB>| async move {
            conn.prepare_with(sql, parameters).await
        };
        Box::pin(run_on(pool, statement, work, |_| Rows::default()))
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<sqlx::Describe<DB>, Error>>
    where
        'c: 'e,
    {
        let (pool, target) = (self.raw(), self.target());
        Box::pin(async move {
            let mut conn = acquire(pool, target, |_| ()).await?;
            conn.describe(sql).await
        })
    }
}

impl<'c, DB: Backend> TracedPool<'c, DB> {
    fn statement(&mut self, asked: &Asked<DB>) -> Statement<'c> {
        Statement {
            parent: self.parent(),
            target: self.target(),
            summary: self.take_summary(),
            text: asked.text().clone(),
            form: asked.form(),
            holder: None,
        }
    }

    fn prepared(&mut self, sql: &SqlStr) -> Statement<'c> {
        Statement {
            parent: self.parent(),
            target: self.target(),
            summary: self.take_summary(),
            text: sql.clone(),
            form: Form::Unbound,
            holder: None,
        }
    }
}

impl<'c, DB> Executor<'c> for TracedConnection<'c, DB>
where
    DB: Backend,
    &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    type Database = DB;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<DB::QueryResult, DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        if let Err(error) = self.usable() {
            return Box::pin(stream::iter([Err(error)]));
        }
        let asked = Asked::of(query);
        let (conn, statement) = self.statement(asked.text().clone(), asked.form());
        let target = statement.target;
        if target.sends_as_is() {
            let steps = conn.fetch_many(asked).map_ok(Part::<DB>::Step);
            return Box::pin(InSpan::new(statement, steps));
        }
        // Within the span, which has not begun yet.
        let steps = async_stream::try_stream! {
            let mut steps = conn.fetch_many(target.prepare(asked));
            while let Some(step) = steps.next().await {
                yield Part::<DB>::Step(step?);
            }
        };
        Box::pin(InSpan::new(statement, Box::pin(steps)))
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        if let Err(error) = self.usable() {
            return Box::pin(async { Err(error) });
        }
        let asked = Asked::of(query);
        let (conn, statement) = self.statement(asked.text().clone(), asked.form());
        let target = statement.target;
        let work = async move { conn.fetch_optional(target.prepare(asked)).await };
        Box::pin(run(statement, work, of_optional))
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [DB::TypeInfo],
    ) -> BoxFuture<'e, Result<DB::Statement, Error>>
    where
        'c: 'e,
    {
        if let Err(error) = self.usable() {
            return Box::pin(async { Err(error) });
        }
        let (conn, statement) = self.statement(sql.clone(), Form::Unbound);
        let work = conn.prepare_with(sql, parameters);
        Box::pin(run(statement, work, |_| Rows::default()))
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<sqlx::Describe<DB>, Error>>
    where
        'c: 'e,
    {
        self.conn.describe(sql)
    }
}

impl<'c, DB: Backend> TracedConnection<'c, DB> {
    fn statement(self, text: SqlStr, form: Form) -> (&'c mut DB::Connection, Statement<'c>) {
        let statement = Statement {
            parent: self.parent,
            target: self.target,
            summary: self.summary,
            text,
            form,
            holder: self.holder,
        };
        (self.conn, statement)
    }
}

fn of_optional<R>(row: &Option<R>) -> Rows {
    Rows {
        returned: u64::from(row.is_some()),
        affected: 0,
    }
}
