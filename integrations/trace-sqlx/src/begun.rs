//! A connection within a transaction, as sqlx's own type has it, except that a connection of
//! the pool's can be closed instead of given back.

use std::ops::{Deref, DerefMut};

use sqlx::pool::PoolConnection;
use sqlx::{Database, Error, SqlStr};
use sqlx_core::transaction::TransactionManager;

/// A connection on which a transaction is begun; rolled back where it is dropped before its
/// end.
pub(crate) struct Begun<'c, DB: Database> {
    conn: Conn<'c, DB>,
    is_open: bool,
}

enum Conn<'c, DB: Database> {
    Own(PoolConnection<DB>),
    Lent(&'c mut DB::Connection),
}

impl<DB: Database> Begun<'static, DB> {
    pub(crate) async fn on_own(
        conn: PoolConnection<DB>,
        statement: Option<SqlStr>,
    ) -> Result<Self, Error> {
        Self::begin(Conn::Own(conn), statement).await
    }
}

impl<'c, DB: Database> Begun<'c, DB> {
    pub(crate) async fn on_lent(
        conn: &'c mut DB::Connection,
        statement: Option<SqlStr>,
    ) -> Result<Self, Error> {
        Self::begin(Conn::Lent(conn), statement).await
    }

    /// `statement` instead of `BEGIN`.
    async fn begin(conn: Conn<'c, DB>, statement: Option<SqlStr>) -> Result<Self, Error> {
        // Open before it is: the database may have begun where this fails or is dropped.
        let mut begun = Begun {
            conn,
            is_open: true,
        };
        DB::TransactionManager::begin(&mut begun, statement).await?;
        Ok(begun)
    }

    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        DB::TransactionManager::commit(&mut self).await?;
        self.is_open = false;
        Ok(())
    }

    pub(crate) async fn rollback(mut self) -> Result<(), Error> {
        DB::TransactionManager::rollback(&mut self).await?;
        self.is_open = false;
        Ok(())
    }

    /// Closes the connection if it is its own, which ends the transaction; whose it is
    /// otherwise has to be told.
    pub(crate) fn close(mut self) {
        if let Conn::Own(conn) = &mut self.conn {
            conn.close_on_drop();
            self.is_open = false;
        }
    }
}

impl<DB: Database> Deref for Begun<'_, DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        match &self.conn {
            Conn::Own(conn) => conn,
            Conn::Lent(conn) => conn,
        }
    }
}

impl<DB: Database> DerefMut for Begun<'_, DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        match &mut self.conn {
            Conn::Own(conn) => conn,
            Conn::Lent(conn) => conn,
        }
    }
}

impl<DB: Database> Drop for Begun<'_, DB> {
    fn drop(&mut self) {
        if self.is_open {
            DB::TransactionManager::start_rollback(self);
        }
    }
}
