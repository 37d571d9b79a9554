//! Subscriptions on a connection that sends commands as well, which RESP3 allows.

use redis::{RedisResult, ToRedisArgs};
use trace_runtime::TraceContract;

use crate::asked::Asked;
use crate::span::CommandSpan;
use crate::target::Target;
use crate::traced_connection::TracedConnection;

/// Runs what subscribes, in a span.
pub(crate) async fn subscribing(
    cx: &TraceContract,
    target: &Target,
    operation: &'static str,
    exchange: impl Future<Output = RedisResult<()>>,
) -> RedisResult<()> {
    let span = CommandSpan::start(cx, target, Asked::named(operation), 0);
    let result = span.instrument(exchange).await;
    span.ended_with(&result);
    result
}

/// redis has these methods on each of its connections, and no trait for them.
macro_rules! subscriptions {
    ($Connection:ty, $settings:literal) => {
        impl TracedConnection<'_, $Connection> {
            /// Subscribes to channels. What is published there comes by the push sender of
            #[doc = concat!("the connection's ", $settings, ".")]
            ///
            /// # Errors
            ///
            /// If the connection does not speak RESP3, or the server refuses.
            pub async fn subscribe(&mut self, channels: impl ToRedisArgs) -> RedisResult<()> {
                let exchange = self.con.subscribe(channels);
                subscribing(self.cx, self.target, "SUBSCRIBE", exchange).await
            }

            /// Subscribes to channels no more.
            ///
            /// # Errors
            ///
            /// See [`subscribe`](Self::subscribe).
            pub async fn unsubscribe(&mut self, channels: impl ToRedisArgs) -> RedisResult<()> {
                let exchange = self.con.unsubscribe(channels);
                subscribing(self.cx, self.target, "UNSUBSCRIBE", exchange).await
            }

            /// Subscribes to all channels that match a pattern.
            ///
            /// # Errors
            ///
            /// See [`subscribe`](Self::subscribe).
            pub async fn psubscribe(&mut self, patterns: impl ToRedisArgs) -> RedisResult<()> {
                let exchange = self.con.psubscribe(patterns);
                subscribing(self.cx, self.target, "PSUBSCRIBE", exchange).await
            }

            /// Subscribes to what matches these patterns no more.
            ///
            /// # Errors
            ///
            /// See [`subscribe`](Self::subscribe).
            pub async fn punsubscribe(&mut self, patterns: impl ToRedisArgs) -> RedisResult<()> {
                let exchange = self.con.punsubscribe(patterns);
                subscribing(self.cx, self.target, "PUNSUBSCRIBE", exchange).await
            }
        }
    };
}

subscriptions!(
    redis::aio::MultiplexedConnection,
    "[`AsyncConnectionConfig`](redis::AsyncConnectionConfig)"
);

#[cfg(feature = "connection-manager")]
subscriptions!(
    redis::aio::ConnectionManager,
    "[`ConnectionManagerConfig`](redis::aio::ConnectionManagerConfig)"
);

#[cfg(feature = "cluster")]
subscriptions!(
    redis::cluster_async::ClusterConnection,
    "[`ClusterClientBuilder`](redis::cluster::ClusterClientBuilder)"
);
