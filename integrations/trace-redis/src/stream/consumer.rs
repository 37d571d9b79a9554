//! The receiving side.

#![expect(
    clippy::disallowed_methods,
    reason = "what is made here is put under a contract"
)]

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, Instant};

use redis::streams::{StreamAutoClaimReply, StreamId, StreamPendingCountReply, StreamReadReply};
use redis::{FromRedisValue, RedisError, RedisResult};
use trace_messaging::{Destination, Joins};
use trace_runtime::SpanContext;

use super::batch::Batch;
use super::entry::Entry;
use super::group::{ConsumerStats, Group, count};
use super::message::Message;
use crate::client::Client;
use crate::dedicated::DedicatedConnection;

/// One of a group of consumers that share the messages of a stream.
///
/// A consumer belongs to no trace, as it outlives each: nothing here takes a contract, and
/// each message brings its own.
pub struct Consumer<T> {
    /// For waiting.
    con: DedicatedConnection,
    group: Arc<Group>,
    settings: ConsumerBuilder<T>,
    /// When it was last looked for messages that come again; `None` if some may be left.
    looked: Option<Instant>,
}

impl<T> Consumer<T> {
    /// A consumer of this name in a group, which gets each message of the stream once. Two
    /// that run at the same time need two names.
    pub fn builder(
        stream: impl Into<Cow<'static, str>>,
        group: impl Into<Cow<'static, str>>,
        consumer: impl Into<String>,
    ) -> ConsumerBuilder<T> {
        ConsumerBuilder {
            stream: stream.into(),
            group: group.into(),
            consumer: consumer.into(),
            batch: 16,
            block: Duration::from_secs(5),
            retry_after: Duration::from_secs(30),
            max_deliveries: 5,
            joins: Joins::default(),
            payload: PhantomData,
        }
    }

    /// Waits for messages: those that come again, else new ones. Empty if none came within
    /// [`ConsumerBuilder::block`].
    ///
    /// Dropped before its end, it loses nothing: what the server has sent meanwhile is pending,
    /// and comes again.
    ///
    /// # Errors
    ///
    /// If the server is not there, or the group was deleted. The next call connects again.
    pub async fn receive(&mut self) -> RedisResult<Batch<T>> {
        let messages = match self.pending().await? {
            none if none.is_empty() => self.fresh().await?,
            pending => pending,
        };
        let counters = &self.group.counters;
        match messages.len() {
            0 => count(&counters.empty, 1),
            messages => count(&counters.received, messages),
        }
        Ok(Batch::new(messages, Arc::clone(&self.group)))
    }

    /// What became of messages, since this consumer was made.
    pub fn stats(&self) -> ConsumerStats {
        self.group.counters.stats()
    }

    /// New messages.
    async fn fresh(&mut self) -> RedisResult<Vec<Message<T>>> {
        let ConsumerBuilder {
            stream,
            group,
            consumer,
            batch,
            block,
            retry_after,
            ..
        } = &self.settings;
        // 0 would be for ever, and what comes again is looked for in time.
        let block = (*block).min(*retry_after).max(Duration::from_millis(1));
        let mut read = redis::cmd("XREADGROUP");
        read.arg("GROUP")
            .arg(&**group)
            .arg(consumer)
            .arg("COUNT")
            .arg(*batch);
        read.arg("BLOCK")
            .arg(millis(block))
            .arg("STREAMS")
            .arg(&**stream)
            .arg(">");
        let answer = self.con.ask(&read).await?;
        // `nil` when nothing came.
        let answer = Option::<StreamReadReply>::from_redis_value(answer)?;
        let keys = answer.into_iter().flat_map(|reply| reply.keys);
        Ok(self.messages(keys.flat_map(|key| key.ids)))
    }

    /// Messages of the group that were delivered long ago and are not done.
    async fn pending(&mut self) -> RedisResult<Vec<Message<T>>> {
        let ConsumerBuilder {
            stream,
            group,
            consumer,
            batch,
            retry_after,
            ..
        } = &self.settings;
        if self
            .looked
            .is_some_and(|at| at.elapsed() < *retry_after / 2)
        {
            return Ok(Vec::new());
        }
        let mut claim = redis::cmd("XAUTOCLAIM");
        claim.arg(&**stream).arg(&**group).arg(consumer);
        claim
            .arg(millis(*retry_after))
            .arg("0-0")
            .arg("COUNT")
            .arg(*batch);
        let answer = self.con.ask(&claim).await?;
        let StreamAutoClaimReply { claimed, .. } = FromRedisValue::from_redis_value(answer)?;
        let mut messages = self.messages(claimed);
        self.looked = messages.is_empty().then(Instant::now);
        self.tell_deliveries(&mut messages).await?;
        count(&self.group.counters.redelivered, messages.len());
        Ok(messages)
    }

    /// How often messages that come again were delivered, and in which span each was tried.
    async fn tell_deliveries(&mut self, messages: &mut [Message<T>]) -> RedisResult<()> {
        let ConsumerBuilder { stream, group, .. } = &self.settings;
        for message in messages {
            let id = message.id().to_owned();
            let mut pending = redis::cmd("XPENDING");
            pending
                .arg(&**stream)
                .arg(&**group)
                .arg(&id)
                .arg(&id)
                .arg(1);
            let pending = self.con.ask(&pending).await?;
            let StreamPendingCountReply { ids } = FromRedisValue::from_redis_value(pending)?;
            let mut tried = redis::cmd("HGET");
            tried.arg(self.group.tries()).arg(&id);
            let tried = self.con.ask(&tried).await?;
            let tried = Option::<String>::from_redis_value(tried)?;
            let previous = tried.and_then(|text| SpanContext::from_traceparent(&text).ok());
            // One that another has done meanwhile is not pending.
            let deliveries = ids
                .first()
                .map_or(2, |pending| pending.times_delivered as u64);
            message.again(deliveries, previous);
        }
        Ok(())
    }

    fn messages(&self, entries: impl IntoIterator<Item = StreamId>) -> Vec<Message<T>> {
        let entries = entries.into_iter().filter_map(Entry::of);
        entries
            .map(|entry| Message::new(entry, Arc::clone(&self.group)))
            .collect()
    }
}

/// Settings of a [`Consumer`].
#[derive(Clone)]
#[must_use = "a builder does nothing until `join` is called"]
pub struct ConsumerBuilder<T> {
    stream: Cow<'static, str>,
    group: Cow<'static, str>,
    consumer: String,
    batch: usize,
    block: Duration,
    retry_after: Duration,
    max_deliveries: u64,
    joins: Joins,
    payload: PhantomData<fn() -> T>,
}

impl<T> ConsumerBuilder<T> {
    /// How many messages come at once, at most; 16 by default.
    pub fn batch(self, messages: usize) -> Self {
        ConsumerBuilder {
            batch: messages.max(1),
            ..self
        }
    }

    /// How long [`Consumer::receive`] waits for a message; 5 s by default.
    pub fn block(self, longest: Duration) -> Self {
        ConsumerBuilder {
            block: longest,
            ..self
        }
    }

    /// After what time a message that is not done comes again; 30 s by default. Longer than
    /// the longest work, or two work on it.
    pub fn retry_after(self, time: Duration) -> Self {
        ConsumerBuilder {
            retry_after: time,
            ..self
        }
    }

    /// How often a message is tried before it is set aside; 5 times by default.
    pub fn max_deliveries(self, deliveries: u64) -> Self {
        ConsumerBuilder {
            max_deliveries: deliveries.max(1),
            ..self
        }
    }

    /// Which messages are worked off in the trace of their sender.
    pub fn joins(self, joins: Joins) -> Self {
        ConsumerBuilder { joins, ..self }
    }

    /// Connects, and makes stream and group where they are missing. A new group gets the
    /// messages that are in the stream already.
    ///
    /// # Errors
    ///
    /// If the server is not there, or the key is no stream.
    pub async fn join(self, client: &Client) -> RedisResult<Consumer<T>> {
        let longest = Some(self.block.min(self.retry_after));
        let mut con = client.get_dedicated_connection(longest).await?;
        let mut create = redis::cmd("XGROUP");
        create
            .arg("CREATE")
            .arg(&*self.stream)
            .arg(&*self.group)
            .arg("0")
            .arg("MKSTREAM");
        match con.ask(&create).await {
            Err(error) if !exists_already(&error) => return Err(error),
            _ => {}
        }
        let server = client.server().clone();
        let destination = Destination::new("redis", self.stream.clone()).group(self.group.clone());
        let group = Group {
            con: client.untraced().get_connection_manager().await?,
            destination: destination.server(server.address, server.port),
            stream: self.stream.clone().into_owned(),
            name: self.group.clone().into_owned(),
            joins: self.joins,
            max_deliveries: self.max_deliveries,
            counters: Default::default(),
        };
        Ok(Consumer {
            con,
            group: Arc::new(group),
            settings: self,
            looked: None,
        })
    }
}

fn exists_already(error: &RedisError) -> bool {
    error.code() == Some("BUSYGROUP")
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl<T> fmt::Debug for Consumer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consumer")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for ConsumerBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsumerBuilder")
            .field("stream", &self.stream)
            .field("group", &self.group)
            .field("consumer", &self.consumer)
            .field("batch", &self.batch)
            .field("block", &self.block)
            .field("retry_after", &self.retry_after)
            .field("max_deliveries", &self.max_deliveries)
            .field("joins", &self.joins)
            .finish()
    }
}
