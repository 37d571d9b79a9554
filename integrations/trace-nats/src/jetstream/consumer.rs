//! The receiving side.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::consumer::PullConsumer;
use futures_util::StreamExt;
use trace_messaging::Joins;

use super::batch::Batch;
use super::message::Message;
use super::settings::Settings;
use crate::client::Client;

/// A pull consumer of a stream, whose messages bring their context.
///
/// A consumer belongs to no trace, as it outlives each: nothing here takes a contract.
pub struct Consumer {
    consumer: PullConsumer,
    settings: Arc<Settings>,
    batch: usize,
    wait: Duration,
}

impl Consumer {
    /// Adopts a consumer of async-nats's. The name of its stream stands in those of spans.
    ///
    /// How often a message comes is for the settings here to decide: give the consumer no
    /// `max_deliver` below [`max_deliveries`](Self::max_deliveries).
    pub fn new(client: &Client, consumer: PullConsumer) -> Self {
        let info = consumer.cached_info();
        let destination = client.destination(info.stream_name.clone());
        let settings = Settings {
            destination: destination.group(info.name.clone()),
            joins: Joins::default(),
            max_deliveries: 5,
            retry_after: Duration::from_secs(1),
            dead_letters: None,
        };
        Consumer {
            consumer,
            settings: Arc::new(settings),
            batch: 16,
            wait: Duration::from_secs(5),
        }
    }

    /// How many messages come at once, at most; 16 by default.
    #[must_use]
    pub fn batch(self, messages: usize) -> Self {
        Consumer {
            batch: messages.max(1),
            ..self
        }
    }

    /// How long [`receive`](Self::receive) waits for a message; 5 s by default.
    #[must_use]
    pub fn wait(self, longest: Duration) -> Self {
        Consumer {
            wait: longest,
            ..self
        }
    }

    /// After what time a message that failed comes again; 1 s by default. One whose closure
    /// panicked or was dropped comes after the consumer's `ack_wait`.
    #[must_use]
    pub fn retry_after(self, time: Duration) -> Self {
        self.with(|settings| settings.retry_after = time)
    }

    /// How often a message is tried before it is set aside; 5 times by default.
    #[must_use]
    pub fn max_deliveries(self, deliveries: u64) -> Self {
        self.with(|settings| settings.max_deliveries = deliveries.max(1))
    }

    /// The subject that messages are set aside in, as they came and with their own context; a
    /// stream has to take it. Without one, a message that failed for the last time is in its
    /// own stream only, and comes to this consumer no more.
    #[must_use]
    pub fn dead_letters(self, subject: impl Into<String>) -> Self {
        self.with(|settings| settings.dead_letters = Some(subject.into()))
    }

    /// Which messages are worked off in the trace of their sender.
    #[must_use]
    pub fn joins(self, joins: Joins) -> Self {
        self.with(|settings| settings.joins = joins)
    }

    fn with(self, set: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Arc::unwrap_or_clone(self.settings);
        set(&mut settings);
        Consumer {
            settings: Arc::new(settings),
            ..self
        }
    }

    /// Waits for messages, also those that come again. Empty if none came in time.
    ///
    /// Dropped before its end, it loses nothing: what the server has sent meanwhile comes
    /// again.
    ///
    /// # Errors
    ///
    /// If the server is not there, or the consumer was deleted.
    pub async fn receive(&self) -> Result<Batch, async_nats::Error> {
        let mut messages = Vec::new();
        // The first is worth the wait; the others are those that are there with it.
        let first = self.consumer.batch().max_messages(1).expires(self.wait);
        let mut first = first.messages().await?;
        while let Some(message) = first.next().await {
            messages.push(Message::new(message?, Arc::clone(&self.settings)));
        }
        if !messages.is_empty() && self.batch > 1 {
            let more = self.consumer.fetch().max_messages(self.batch - 1);
            let mut more = more.messages().await?;
            while let Some(message) = more.next().await {
                messages.push(Message::new(message?, Arc::clone(&self.settings)));
            }
        }
        Ok(Batch::new(messages, Arc::clone(&self.settings)))
    }
}

impl fmt::Debug for Consumer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consumer")
            .field("settings", &self.settings)
            .field("batch", &self.batch)
            .field("wait", &self.wait)
            .finish_non_exhaustive()
    }
}
