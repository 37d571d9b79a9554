//! A connection of a pool's.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use trace_runtime::TraceContract;

use crate::backend::Backend;
use crate::statement::Parent;
use crate::target::Target;
use crate::traced_connection::{State, TracedConnection};
use crate::untraced::Untraced;

/// A connection of a pool's, which goes back to it when this is dropped.
pub struct PoolConnection<DB: Backend> {
    inner: sqlx::pool::PoolConnection<DB>,
    target: Arc<Target>,
    state: State,
    untraced: Untraced<DB>,
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
            None,
        )
    }
}

impl<DB: Backend> Drop for PoolConnection<DB> {
    fn drop(&mut self) {
        if self.state != State::Usable {
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
