//! A message that came, to be worked off.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use redis::{RedisError, RedisResult};
use serde::de::DeserializeOwned;
use trace_messaging::{Delivery, Incoming, Reason, Unreadable};
use trace_runtime::propagation::Extracted;
use trace_runtime::span::FallibleReturn;
use trace_runtime::{SpanContext, TraceContract};

use super::ProcessError;
use super::entry::Entry;
use super::group::Group;

/// A message that came. Its payload is read in the span that works it off, and nowhere else.
///
/// Dropped, it is pending, and comes again.
#[must_use = "a message that is not processed comes again"]
pub struct Message<T> {
    entry: Entry,
    context: Extracted,
    delivery: Delivery,
    group: Arc<Group>,
    payload: PhantomData<fn() -> T>,
}

impl<T> Message<T> {
    pub(super) fn new(entry: Entry, group: Arc<Group>) -> Self {
        let mut delivery = Delivery::first();
        delivery.id = Some(entry.id.clone());
        delivery.age = entry.age();
        delivery.size = Some(entry.size());
        Message {
            context: entry.context(),
            entry,
            delivery,
            group,
            payload: PhantomData,
        }
    }

    /// Says that it was delivered so often, and in which span it was tried last.
    pub(super) fn again(&mut self, count: u64, previous: Option<SpanContext>) {
        self.delivery.count = count;
        self.delivery.previous = previous;
    }

    /// What Redis calls it.
    pub fn id(&self) -> &str {
        &self.entry.id
    }

    /// How often it was delivered, this time included.
    pub fn delivery_count(&self) -> u64 {
        self.delivery.count
    }

    /// The span that it was sent in, if it says so.
    pub fn sender(&self) -> Option<&SpanContext> {
        self.context.parent.as_ref()
    }
}

impl<T: DeserializeOwned> Message<T> {
    /// Works it off in a span, and tells the server what became of it: `Ok` acknowledges,
    /// `Err` lets it come again, or sets it aside after the last try. The span says why it
    /// failed, as [`fallible`](trace_runtime::fallible) has it.
    ///
    /// # Errors
    ///
    /// Why the message is not done; see [`ProcessError`].
    pub async fn process<R, E, By>(
        self,
        body: impl AsyncFnOnce(&TraceContract, T) -> Result<R, E>,
    ) -> Result<R, ProcessError<E>>
    where
        Result<R, E>: FallibleReturn<By>,
    {
        let group = Arc::clone(&self.group);
        group.destination.work_off(self, group.joins, body).await
    }
}

impl<T: DeserializeOwned> Incoming for Message<T> {
    type Payload = T;
    type Error = RedisError;

    fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    fn context(&self) -> &Extracted {
        &self.context
    }

    fn max_deliveries(&self) -> u64 {
        self.group.max_deliveries
    }

    fn read(&self) -> Result<T, Unreadable> {
        Ok(self.entry.payload()?)
    }

    async fn acknowledge(&self, cx: &TraceContract) -> RedisResult<()> {
        self.group.acknowledge(cx, &[self.id()]).await
    }

    async fn acknowledge_all(messages: &[Self], cx: &TraceContract) -> RedisResult<()> {
        let Some(first) = messages.first() else {
            return Ok(());
        };
        let ids: Vec<_> = messages.iter().map(Message::id).collect();
        first.group.acknowledge(cx, &ids).await
    }

    /// Says nothing to the server: what nobody acknowledges is pending.
    async fn retry(&self, cx: &TraceContract) -> RedisResult<()> {
        self.group.remember(cx, self.id()).await;
        Ok(())
    }

    async fn set_aside(&self, cx: &TraceContract, reason: Reason) -> RedisResult<()> {
        let Message {
            group,
            entry,
            delivery,
            ..
        } = self;
        group.set_aside(cx, entry, delivery.count, reason).await
    }
}

/// Shows the id, never the payload.
impl<T> fmt::Debug for Message<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id())
            .field("delivery_count", &self.delivery_count())
            .finish_non_exhaustive()
    }
}
