//! What is no executor, and says what to write instead.
//!
//! sqlx's traits are implemented for the bare types, under a bound that nothing meets:
//! rustc reports the innermost bound that fails, and that one is ours, with our message.
//! Written out by hand: a macro would show in each message.

#[cfg(feature = "postgres")]
mod listener;

use std::future::Ready;

use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use sqlx::{Acquire, Either, Error, Execute, Executor, SqlStr};

use crate::backend::Backend;
use crate::connection::PoolConnection;
use crate::pool::Pool;
use crate::transaction::Transaction;
use crate::untraced::Untraced;

/// Holds for nothing: a statement is sent to what `.traced(cx)` gives.
#[diagnostic::on_unimplemented(
    message = "the database is reached without a trace contract",
    label = "write `.traced(cx)` behind it",
    note = "`pool.traced(cx)`, `connection.traced(cx)` and `transaction.traced(cx)` are executors; \
            what is before the dot is none"
)]
pub trait WriteTracedCx: private::Sealed {}

mod private {
    pub trait Sealed {}
}

const NEVER: &str = "nothing implements `WriteTracedCx`";

#[doc(hidden)]
impl<'c, DB> Executor<'c> for &Pool<DB>
where
    DB: Backend + WriteTracedCx,
{
    type Database = DB;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        _: E,
    ) -> BoxStream<'e, Result<Either<DB::QueryResult, DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        unreachable!("{NEVER}")
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, _: E) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        unreachable!("{NEVER}")
    }

    fn prepare_with<'e>(
        self,
        _: SqlStr,
        _: &'e [DB::TypeInfo],
    ) -> BoxFuture<'e, Result<DB::Statement, Error>>
    where
        'c: 'e,
    {
        unreachable!("{NEVER}")
    }

    fn describe<'e>(self, _: SqlStr) -> BoxFuture<'e, Result<sqlx::Describe<DB>, Error>>
    where
        'c: 'e,
    {
        unreachable!("{NEVER}")
    }
}

#[doc(hidden)]
impl<'c, DB> Executor<'c> for Pool<DB>
where
    DB: Backend + WriteTracedCx,
{
    type Database = DB;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        _: E,
    ) -> BoxStream<'e, Result<Either<DB::QueryResult, DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        unreachable!("{NEVER}")
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, _: E) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        unreachable!("{NEVER}")
    }

    fn prepare_with<'e>(
        self,
        _: SqlStr,
        _: &'e [DB::TypeInfo],
    ) -> BoxFuture<'e, Result<DB::Statement, Error>>
    where
        'c: 'e,
    {
        unreachable!("{NEVER}")
    }

    fn describe<'e>(self, _: SqlStr) -> BoxFuture<'e, Result<sqlx::Describe<DB>, Error>>
    where
        'c: 'e,
    {
        unreachable!("{NEVER}")
    }
}

#[doc(hidden)]
impl<'c, DB> Executor<'c> for &mut PoolConnection<DB>
where
    DB: Backend + WriteTracedCx,
{
    type Database = DB;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        _: E,
    ) -> BoxStream<'e, Result<Either<DB::QueryResult, DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        unreachable!("{NEVER}")
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, _: E) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        unreachable!("{NEVER}")
    }

    fn prepare_with<'e>(
        self,
        _: SqlStr,
        _: &'e [DB::TypeInfo],
    ) -> BoxFuture<'e, Result<DB::Statement, Error>>
    where
        'c: 'e,
    {
        unreachable!("{NEVER}")
    }

    fn describe<'e>(self, _: SqlStr) -> BoxFuture<'e, Result<sqlx::Describe<DB>, Error>>
    where
        'c: 'e,
    {
        unreachable!("{NEVER}")
    }
}

#[doc(hidden)]
impl<'c, DB> Executor<'c> for &mut Transaction<'_, DB>
where
    DB: Backend + WriteTracedCx,
{
    type Database = DB;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        _: E,
    ) -> BoxStream<'e, Result<Either<DB::QueryResult, DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        unreachable!("{NEVER}")
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, _: E) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        unreachable!("{NEVER}")
    }

    fn prepare_with<'e>(
        self,
        _: SqlStr,
        _: &'e [DB::TypeInfo],
    ) -> BoxFuture<'e, Result<DB::Statement, Error>>
    where
        'c: 'e,
    {
        unreachable!("{NEVER}")
    }

    fn describe<'e>(self, _: SqlStr) -> BoxFuture<'e, Result<sqlx::Describe<DB>, Error>>
    where
        'c: 'e,
    {
        unreachable!("{NEVER}")
    }
}

#[doc(hidden)]
impl<'c, DB> Executor<'c> for &mut Untraced<DB>
where
    DB: Backend + WriteTracedCx,
{
    type Database = DB;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        _: E,
    ) -> BoxStream<'e, Result<Either<DB::QueryResult, DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        unreachable!("{NEVER}")
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, _: E) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        unreachable!("{NEVER}")
    }

    fn prepare_with<'e>(
        self,
        _: SqlStr,
        _: &'e [DB::TypeInfo],
    ) -> BoxFuture<'e, Result<DB::Statement, Error>>
    where
        'c: 'e,
    {
        unreachable!("{NEVER}")
    }

    fn describe<'e>(self, _: SqlStr) -> BoxFuture<'e, Result<sqlx::Describe<DB>, Error>>
    where
        'c: 'e,
    {
        unreachable!("{NEVER}")
    }
}

#[doc(hidden)]
impl<'c, DB> Acquire<'c> for &Pool<DB>
where
    DB: Backend + WriteTracedCx,
{
    type Database = DB;
    type Connection = sqlx::pool::PoolConnection<DB>;

    fn acquire(self) -> BoxFuture<'c, Result<Self::Connection, Error>> {
        unreachable!("{NEVER}")
    }

    fn begin(self) -> BoxFuture<'c, Result<sqlx::Transaction<'c, DB>, Error>> {
        unreachable!("{NEVER}")
    }
}

#[doc(hidden)]
impl<'c, DB> Acquire<'c> for &mut PoolConnection<DB>
where
    DB: Backend + WriteTracedCx,
{
    type Database = DB;
    type Connection = sqlx::pool::PoolConnection<DB>;

    fn acquire(self) -> BoxFuture<'c, Result<Self::Connection, Error>> {
        unreachable!("{NEVER}")
    }

    fn begin(self) -> BoxFuture<'c, Result<sqlx::Transaction<'c, DB>, Error>> {
        unreachable!("{NEVER}")
    }
}

#[doc(hidden)]
impl<'c, DB> Acquire<'c> for &mut Transaction<'_, DB>
where
    DB: Backend + WriteTracedCx,
{
    type Database = DB;
    type Connection = sqlx::pool::PoolConnection<DB>;

    fn acquire(self) -> BoxFuture<'c, Result<Self::Connection, Error>> {
        unreachable!("{NEVER}")
    }

    fn begin(self) -> BoxFuture<'c, Result<sqlx::Transaction<'c, DB>, Error>> {
        unreachable!("{NEVER}")
    }
}

#[doc(hidden)]
impl<'c, DB> Acquire<'c> for &mut Untraced<DB>
where
    DB: Backend + WriteTracedCx,
{
    type Database = DB;
    type Connection = sqlx::pool::PoolConnection<DB>;

    fn acquire(self) -> BoxFuture<'c, Result<Self::Connection, Error>> {
        unreachable!("{NEVER}")
    }

    fn begin(self) -> BoxFuture<'c, Result<sqlx::Transaction<'c, DB>, Error>> {
        unreachable!("{NEVER}")
    }
}

/// What people type, for its message alone. Not async: the message would come again for each
/// use of the future.
impl<DB: Backend> Pool<DB> {
    #[doc(hidden)]
    pub fn begin(&self) -> Ready<Result<Transaction<'static, DB>, Error>>
    where
        DB: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }

    #[doc(hidden)]
    pub fn acquire(&self) -> Ready<Result<PoolConnection<DB>, Error>>
    where
        DB: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }
}

/// What people type, for its message alone.
impl<DB: Backend> PoolConnection<DB> {
    #[doc(hidden)]
    pub fn begin(&mut self) -> Ready<Result<Transaction<'_, DB>, Error>>
    where
        DB: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }
}

/// What people type, for its message alone.
impl<DB: Backend> Transaction<'_, DB> {
    #[doc(hidden)]
    pub fn begin(&mut self) -> Ready<Result<Transaction<'_, DB>, Error>>
    where
        DB: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }
}
