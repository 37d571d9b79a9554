//! A connection, and what it is under a contract.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::{Connection, Error};
use trace_runtime::{Key, TraceContract};

use crate::backend::Backend;
use crate::gate::Untraced;
use crate::span;
use crate::statement::{Parent, Target};
use crate::transaction::Transaction;

/// A connection of a pool's, which goes back to it when this is dropped.
pub struct PoolConnection<DB: Backend> {
    inner: sqlx::pool::PoolConnection<DB>,
    target: Arc<Target>,
    state: State,
    untraced: Untraced<DB>,
}

/// Whether a connection can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Usable,
    /// A `begin` on it, or the end of what that gave, was dropped before its end, or
    /// failed: nobody knows in which transaction it is.
    Broken,
}

impl<DB: Backend> PoolConnection<DB> {
    pub(crate) fn new(inner: sqlx::pool::PoolConnection<DB>, target: Arc<Target>) -> Self {
        PoolConnection {
            inner,
            target,
            state: State::Usable,
            untraced: Untraced::NEW,
        }
    }

    /// The connection under a contract: an [`Executor`](sqlx::Executor).
    pub fn traced<'a>(&'a mut self, cx: &'a TraceContract) -> TracedConnection<'a, DB> {
        TracedConnection::new(
            &mut *self.inner,
            Parent::Contract(cx),
            cx,
            &self.target,
            &mut self.state,
        )
    }
}

impl<DB: Backend> Drop for PoolConnection<DB> {
    fn drop(&mut self) {
        if self.state == State::Broken {
            self.inner.close_on_drop();
        }
    }
}

/// For `&mut *connection`, which is written where a connection is meant: it is no executor.
impl<DB: Backend> Deref for PoolConnection<DB> {
    type Target = Untraced<DB>;

    fn deref(&self) -> &Untraced<DB> {
        &self.untraced
    }
}

impl<DB: Backend> DerefMut for PoolConnection<DB> {
    fn deref_mut(&mut self) -> &mut Untraced<DB> {
        &mut self.untraced
    }
}

impl<DB: Backend> fmt::Debug for PoolConnection<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PoolConnection").finish_non_exhaustive()
    }
}

/// A connection or a transaction under a contract: what sqlx sends one statement to.
pub struct TracedConnection<'a, DB: Backend> {
    pub(crate) conn: &'a mut DB::Connection,
    pub(crate) parent: Parent<'a>,
    cx: &'a TraceContract,
    pub(crate) target: &'a Arc<Target>,
    state: &'a mut State,
    pub(crate) summary: Option<Key>,
}

impl<'a, DB: Backend> TracedConnection<'a, DB> {
    pub(crate) fn new(
        conn: &'a mut DB::Connection,
        parent: Parent<'a>,
        cx: &'a TraceContract,
        target: &'a Arc<Target>,
        state: &'a mut State,
    ) -> Self {
        TracedConnection {
            conn,
            parent,
            cx,
            target,
            state,
            summary: None,
        }
    }

    /// Names the span of the statement, in few and stable words, such as `SELECT users`;
    /// the system, such as `postgresql`, otherwise.
    #[must_use]
    pub fn summary(self, summary: impl Into<Key>) -> Self {
        TracedConnection {
            summary: Some(summary.into()),
            ..self
        }
    }

    /// Begins a transaction; within one, a savepoint.
    ///
    /// Dropped before its end, or refused, it breaks what it was begun on: each later
    /// statement on that fails, a transaction is rolled back, and a connection is closed
    /// rather than given to somebody else. sqlx would end the outer transaction without a
    /// word, and run what follows outside of it.
    ///
    /// # Errors
    ///
    /// If the database refuses.
    pub async fn begin(self) -> Result<Transaction<'a, DB>, Error> {
        self.usable()?;
        *self.state = State::Broken;
        let open = match self.parent {
            Parent::Contract(cx) => span::transaction(cx, self.target),
            Parent::Transaction(outer) => outer.enter(|cx| span::transaction(cx, self.target)),
        };
        let begun = open.instrument(self.conn.begin()).await;
        if begun.is_ok() {
            *self.state = State::Usable;
        }
        let target = Arc::clone(self.target);
        Transaction::begun(begun, open, self.cx, target, Some(self.state))
    }

    /// Whether statements may be sent.
    pub(crate) fn usable(&self) -> Result<(), Error> {
        match self.state {
            State::Usable => Ok(()),
            State::Broken => Err(broken()),
        }
    }
}

/// What is said instead of sending a statement that would run outside of its transaction.
pub(crate) fn broken() -> Error {
    Error::Protocol(
        "the `begin`, `commit` or `rollback` of a nested transaction was dropped before its end \
         or refused, so that the transaction around it cannot go on: drop it, and begin anew"
            .to_owned(),
    )
}

impl<DB: Backend> fmt::Debug for TracedConnection<'_, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedConnection").finish_non_exhaustive()
    }
}
