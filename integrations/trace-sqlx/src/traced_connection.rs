//! A connection or a transaction under a contract.

use std::fmt;
use std::sync::Arc;

use sqlx::Error;
use trace_runtime::{Key, TraceContract};

use crate::backend::Backend;
use crate::holders::Holder;
use crate::statement::Parent;
use crate::target::Target;

/// Whether a connection can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Usable,
    /// A `begin` on it, or the end of what that gave, was dropped before its end, or
    /// failed: nobody knows in which transaction it is.
    Broken,
}

/// A connection or a transaction under a contract: what sqlx sends one statement to.
pub struct TracedConnection<'a, DB: Backend> {
    pub(crate) conn: &'a mut DB::Connection,
    pub(crate) parent: Parent<'a>,
    pub(crate) cx: &'a TraceContract,
    pub(crate) target: &'a Arc<Target>,
    pub(crate) state: &'a mut State,
    /// The transaction that holds the connection.
    pub(crate) holder: Option<&'a Holder>,
    pub(crate) summary: Option<Key>,
}

impl<'a, DB: Backend> TracedConnection<'a, DB> {
    pub(crate) fn new(
        conn: &'a mut DB::Connection,
        parent: Parent<'a>,
        cx: &'a TraceContract,
        target: &'a Arc<Target>,
        state: &'a mut State,
        holder: Option<&'a Holder>,
    ) -> Self {
        TracedConnection {
            conn,
            parent,
            cx,
            target,
            state,
            holder,
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
