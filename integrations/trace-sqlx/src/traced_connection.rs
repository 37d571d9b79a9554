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
    /// A `COPY` on it is under way, or was dropped before its end, or failed: nobody knows
    /// what the database sends next.
    #[cfg(feature = "postgres")]
    Lost,
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
        self.state.usable()
    }
}

impl State {
    /// What is said instead of sending a statement that would run outside of its
    /// transaction, or get the answer to another.
    pub(crate) fn usable(self) -> Result<(), Error> {
        let why = match self {
            State::Usable => return Ok(()),
            State::Broken => {
                "the `begin`, `commit` or `rollback` of a nested transaction was dropped before \
                 its end or refused, so that the transaction around it cannot go on: drop it, \
                 and begin anew"
            }
            #[cfg(feature = "postgres")]
            State::Lost => {
                "a COPY on this connection was dropped before its end, or failed, so that nothing \
                 can follow on it: drop it, and begin anew"
            }
        };
        Err(Error::Protocol(why.to_owned()))
    }

    /// Whether a connection has to be closed, and must not be given to anybody else.
    pub(crate) fn is_lost(self) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            State::Lost => true,
            State::Usable | State::Broken => false,
        }
    }
}

impl<DB: Backend> fmt::Debug for TracedConnection<'_, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedConnection").finish_non_exhaustive()
    }
}
