//! A connection for subscriptions, under redis's names.

use std::fmt;
use std::sync::Arc;

use futures_core::Stream;
use redis::aio::{PubSub as Inner, PubSubStream};
use redis::{Msg, RedisResult, ToRedisArgs};
use trace_runtime::TraceContract;

use crate::subscribe::subscribing;
use crate::target::Target;

/// A connection for subscriptions.
///
/// To subscribe is a span, to wait for a message is none. A message of Redis's is a channel
/// and a payload: there is no room for a context beside them. So what is to be linked to its
/// sender is sent as a [`Carried`](trace_runtime::Carried), and is worked off in a trace of
/// its own; other messages have no link:
///
/// ```
/// # type Order = u32;
/// # async fn ship(_: &TraceContract, _: Order) {}
/// use futures_util::StreamExt;
/// use redis::AsyncCommands;
/// use trace_redis::{MultiplexedConnection, PubSub};
/// use trace_runtime::{Carried, TraceContract, linked_trace, traced};
///
/// #[traced]
/// async fn place(cx: &TraceContract, con: &MultiplexedConnection, order: Order) -> redis::RedisResult<()> {
///     let message = serde_json::to_string(&Carried::new(cx, order)).unwrap_or_default();
///     con.traced(cx).publish("orders", message).await
/// }
///
/// #[traced]
/// async fn orders(cx: &TraceContract, pubsub: &mut PubSub) -> redis::RedisResult<()> {
///     pubsub.traced(cx).subscribe("orders").await?;
///     let mut messages = pubsub.traced(cx).on_message();
///     while let Some(message) = messages.next().await {
///         let Ok(order) = serde_json::from_slice::<Carried<Order>>(message.get_payload_bytes()) else {
///             continue;
///         };
///         order
///             .open(linked_trace("ship"), async |cx, order| ship(cx, order).await)
///             .await;
///     }
///     Ok(())
/// }
/// ```
pub struct PubSub {
    inner: Inner,
    target: Arc<Target>,
}

impl PubSub {
    pub(crate) fn new(inner: Inner, target: Arc<Target>) -> Self {
        PubSub { inner, target }
    }

    /// The connection under a contract.
    pub fn traced<'a>(&'a mut self, cx: &'a TraceContract) -> TracedPubSub<'a> {
        TracedPubSub { pubsub: self, cx }
    }

    /// All messages, one after the other, as a stream that is no borrow; the contract says
    /// who waits for them.
    pub fn into_on_message(self, _cx: &TraceContract) -> PubSubStream {
        self.inner.into_on_message()
    }
}

/// A [`PubSub`] under a contract.
pub struct TracedPubSub<'a> {
    pubsub: &'a mut PubSub,
    cx: &'a TraceContract,
}

impl<'a> TracedPubSub<'a> {
    /// Subscribes to channels.
    ///
    /// # Errors
    ///
    /// If the connection is lost, or the server refuses.
    pub async fn subscribe(self, channels: impl ToRedisArgs) -> RedisResult<()> {
        let PubSub { inner, target } = self.pubsub;
        let exchange = inner.subscribe(channels);
        subscribing(self.cx, target, "SUBSCRIBE", exchange).await
    }

    /// Subscribes to channels no more.
    ///
    /// # Errors
    ///
    /// If the connection is lost.
    pub async fn unsubscribe(self, channels: impl ToRedisArgs) -> RedisResult<()> {
        let PubSub { inner, target } = self.pubsub;
        let exchange = inner.unsubscribe(channels);
        subscribing(self.cx, target, "UNSUBSCRIBE", exchange).await
    }

    /// Subscribes to all channels that match a pattern.
    ///
    /// # Errors
    ///
    /// If the connection is lost, or the server refuses.
    pub async fn psubscribe(self, patterns: impl ToRedisArgs) -> RedisResult<()> {
        let PubSub { inner, target } = self.pubsub;
        let exchange = inner.psubscribe(patterns);
        subscribing(self.cx, target, "PSUBSCRIBE", exchange).await
    }

    /// Subscribes to what matches these patterns no more.
    ///
    /// # Errors
    ///
    /// If the connection is lost.
    pub async fn punsubscribe(self, patterns: impl ToRedisArgs) -> RedisResult<()> {
        let PubSub { inner, target } = self.pubsub;
        let exchange = inner.punsubscribe(patterns);
        subscribing(self.cx, target, "PUNSUBSCRIBE", exchange).await
    }

    /// Messages, one after the other.
    pub fn on_message(self) -> impl Stream<Item = Msg> + 'a {
        self.pubsub.inner.on_message()
    }
}

impl fmt::Debug for PubSub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PubSub")
            .field("server", &self.target.server)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TracedPubSub<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedPubSub")
            .field("server", &self.pubsub.target.server)
            .finish_non_exhaustive()
    }
}
