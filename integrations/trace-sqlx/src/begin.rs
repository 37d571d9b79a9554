//! A `begin` that may be dropped.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::{Database, Error, SqlStr};
use tokio::runtime::Handle;

use crate::begun::Begun;

type Beginning<DB> = BoxFuture<'static, Result<Begun<'static, DB>, Error>>;

/// Begins a transaction. Dropped before its end, it is brought to its end elsewhere, so
/// that sqlx knows of the `BEGIN` that may be under way, and rolls back.
///
/// sqlx forgets it (<https://github.com/launchbadge/sqlx/issues/4385>): whoever gets the
/// connection next would work within a transaction of somebody else's.
pub(crate) struct Begin<DB: Database>(Option<Beginning<DB>>);

impl<DB: Database> Begin<DB> {
    /// `statement` instead of `BEGIN`.
    pub(crate) fn on(conn: PoolConnection<DB>, statement: Option<SqlStr>) -> Self {
        Begin(Some(Box::pin(Begun::on_own(conn, statement))))
    }
}

impl<DB: Database> Future for Begin<DB> {
    type Output = Result<Begun<'static, DB>, Error>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(beginning) = &mut self.0 else {
            return Poll::Pending; // it was ready before, and nobody asks then
        };
        let polled = beginning.as_mut().poll(task);
        if polled.is_ready() {
            self.0 = None;
        }
        polled
    }
}

impl<DB: Database> Drop for Begin<DB> {
    fn drop(&mut self) {
        if let Some(beginning) = self.0.take()
            && let Ok(runtime) = Handle::try_current()
        {
            #[expect(
                clippy::disallowed_methods,
                reason = "what is left of it belongs to no trace"
            )]
            runtime.spawn(async move { drop(beginning.await) });
        }
    }
}
