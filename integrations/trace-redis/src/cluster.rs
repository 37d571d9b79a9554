//! The client of a cluster.

#![expect(
    clippy::disallowed_methods,
    reason = "what is made here is put under a contract"
)]

use std::fmt;
use std::sync::Arc;

use redis::cluster_routing::RoutingInfo;
use redis::{Cmd, IntoConnectionInfo, RedisResult, Value};

use crate::ClusterConnection;
use crate::asked::Asked;
use crate::connection::Connection;
use crate::span::CommandSpan;
use crate::target::Target;
use crate::traced_connection::TracedConnection;

/// A [`redis::cluster::ClusterClient`] whose connections send nothing without a contract.
///
/// Which node answers is not known here: spans have no `server.address`.
#[derive(Clone)]
pub struct ClusterClient {
    client: redis::cluster::ClusterClient,
}

impl ClusterClient {
    /// A client for the cluster that these nodes are of. Nothing is connected yet.
    ///
    /// # Errors
    ///
    /// If a URL is none, or the nodes are to be reached in different ways.
    pub fn new<T: IntoConnectionInfo>(nodes: impl IntoIterator<Item = T>) -> RedisResult<Self> {
        Ok(redis::cluster::ClusterClient::new(nodes)?.into())
    }

    /// The connections to the cluster, which clones share.
    ///
    /// # Errors
    ///
    /// If no node is there, or they refuse.
    pub async fn get_async_connection(&self) -> RedisResult<ClusterConnection> {
        let con = self.client.get_async_connection().await?;
        Ok(Connection::new(con, Arc::default()))
    }

    /// redis's own client, for what no contract can reach. Nothing that its connections send is
    /// traced: a search for `untraced` finds every place.
    pub fn untraced(&self) -> &redis::cluster::ClusterClient {
        &self.client
    }
}

impl From<redis::cluster::ClusterClient> for ClusterClient {
    fn from(client: redis::cluster::ClusterClient) -> Self {
        ClusterClient { client }
    }
}

impl TracedConnection<'_, redis::cluster_async::ClusterConnection> {
    /// Sends a command to nodes that are chosen by hand.
    ///
    /// # Errors
    ///
    /// If a node is not there, or refuses.
    pub async fn route_command(&mut self, cmd: Cmd, routing: RoutingInfo) -> RedisResult<Value> {
        let target: &Target = self.target;
        let asked = Asked::command(&cmd, target.settings.record_keys);
        let span = CommandSpan::start(self.cx, target, asked, 0);
        let sent = self.con.route_command(cmd, routing);
        let answer = span.instrument(sent).await;
        span.ended(&answer);
        answer
    }
}

impl fmt::Debug for ClusterClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClusterClient").finish_non_exhaustive()
    }
}
