//! A connection that its clones share.

use std::fmt;
use std::sync::Arc;

use redis::aio::ConnectionLike;
use trace_runtime::TraceContract;

use crate::stats::RedisStats;
use crate::target::Target;
use crate::traced_connection::TracedConnection;

/// A connection of redis's that sends nothing without a contract. A clone is a handle to the
/// same connection.
///
/// [`MultiplexedConnection`](crate::MultiplexedConnection), `ConnectionManager` and
/// `ClusterConnection` are names of it. One that was made elsewhere is taken over with
/// [`from`](Self::from), such as that of a Sentinel; the server's address is then in no span.
pub struct Connection<C> {
    con: C,
    target: Arc<Target>,
}

impl<C> Connection<C> {
    pub(crate) fn new(con: C, target: Arc<Target>) -> Self {
        Connection { con, target }
    }

    /// redis's own connection, for what no contract can reach. Nothing that it sends is
    /// traced: a search for `untraced` finds every place.
    pub fn untraced(&self) -> &C {
        &self.con
    }

    /// What is counted of all connections of the client that this one is of.
    pub fn stats(&self) -> RedisStats {
        self.target.counters.stats()
    }
}

impl<C: ConnectionLike + Clone> Connection<C> {
    /// The connection under a contract: a [`ConnectionLike`], as redis's own is.
    pub fn traced<'a>(&'a self, cx: &'a TraceContract) -> TracedConnection<'a, C> {
        TracedConnection::new(self.con.clone(), cx, &self.target)
    }
}

impl<C: ConnectionLike> From<C> for Connection<C> {
    fn from(con: C) -> Self {
        Connection::new(con, Arc::default())
    }
}

impl<C: Clone> Clone for Connection<C> {
    fn clone(&self) -> Self {
        Connection {
            con: self.con.clone(),
            target: Arc::clone(&self.target),
        }
    }
}

impl<C> fmt::Debug for Connection<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("server", &self.target.server)
            .finish_non_exhaustive()
    }
}
