//! What a listener is without a contract: no executor either. Its bound has a lifetime, as
//! one without parameters would be refused here.

use std::future::Ready;

use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use sqlx::postgres::{PgNotification, PgQueryResult, PgRow, PgStatement, PgTypeInfo};
use sqlx::{Acquire, Either, Error, Execute, Executor, Postgres, SqlStr};

use super::{NEVER, WriteTracedCx};
use crate::listener::PgListener;

#[doc(hidden)]
impl<'c, 'l> Executor<'c> for &'l mut PgListener
where
    &'l Postgres: WriteTracedCx,
{
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        _: E,
    ) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        unreachable!("{NEVER}")
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, _: E) -> BoxFuture<'e, Result<Option<PgRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        unreachable!("{NEVER}")
    }

    fn prepare_with<'e>(
        self,
        _: SqlStr,
        _: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, Result<PgStatement, Error>>
    where
        'c: 'e,
    {
        unreachable!("{NEVER}")
    }

    fn describe<'e>(self, _: SqlStr) -> BoxFuture<'e, Result<sqlx::Describe<Postgres>, Error>>
    where
        'c: 'e,
    {
        unreachable!("{NEVER}")
    }
}

#[doc(hidden)]
impl<'c, 'l> Acquire<'c> for &'l mut PgListener
where
    &'l Postgres: WriteTracedCx,
{
    type Database = Postgres;
    type Connection = sqlx::pool::PoolConnection<Postgres>;

    fn acquire(self) -> BoxFuture<'c, Result<Self::Connection, Error>> {
        unreachable!("{NEVER}")
    }

    fn begin(self) -> BoxFuture<'c, Result<sqlx::Transaction<'c, Postgres>, Error>> {
        unreachable!("{NEVER}")
    }
}

/// What people type, for its message alone.
impl PgListener {
    #[doc(hidden)]
    pub fn listen<'l>(&'l mut self, _: &str) -> Ready<Result<(), Error>>
    where
        &'l Postgres: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }

    #[doc(hidden)]
    pub fn recv<'l>(&'l mut self) -> Ready<Result<PgNotification, Error>>
    where
        &'l Postgres: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }

    #[doc(hidden)]
    pub fn try_recv<'l>(&'l mut self) -> Ready<Result<Option<PgNotification>, Error>>
    where
        &'l Postgres: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }
}
