//! A message that a stream delivered, to be worked off.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_nats::Error;
use async_nats::jetstream::{AckKind, Message as Inner};
use trace_messaging::{Delivery, Incoming, Reason, Settling, Unreadable};
use trace_runtime::propagation::Extracted;
use trace_runtime::span::FallibleReturn;
use trace_runtime::{SpanContext, TraceContract};

use super::ProcessError;
use super::settings::Settings;
use crate::headers;

/// A message that came. It is read in the span that works it off, and nowhere else.
///
/// Dropped, it comes again after the `ack_wait` of its consumer.
#[must_use = "a message that is not processed comes again"]
pub struct Message {
    inner: Inner,
    context: Extracted,
    delivery: Delivery,
    settings: Arc<Settings>,
}

impl Message {
    pub(super) fn new(inner: Inner, settings: Arc<Settings>) -> Self {
        Message {
            context: headers::context(&inner.message),
            delivery: delivery(&inner),
            inner,
            settings,
        }
    }

    /// How often it was delivered, this time included.
    pub fn delivery_count(&self) -> u64 {
        self.delivery.count
    }

    /// The span that it was sent in, if it says so.
    pub fn sender(&self) -> Option<&SpanContext> {
        self.context.parent.as_ref()
    }

    /// Works it off in a span, and tells the server what became of it: `Ok` acknowledges,
    /// `Err` lets it come again, or sets it aside after the last try. The span says why it
    /// failed, as [`fallible`](trace_runtime::fallible) has it.
    ///
    /// # Errors
    ///
    /// Why the message is not done; see [`ProcessError`].
    pub async fn process<R, E, By>(
        self,
        body: impl AsyncFnOnce(&TraceContract, async_nats::Message) -> Result<R, E>,
    ) -> Result<R, ProcessError<E>>
    where
        Result<R, E>: FallibleReturn<By>,
    {
        let settings = Arc::clone(&self.settings);
        settings
            .destination
            .work_off(self, settings.joins, body)
            .await
    }

    async fn settle(&self, settling: Settling, kind: AckKind) -> Result<(), Error> {
        let told = settling.instrument(self.inner.double_ack_with(kind)).await;
        match &told {
            Ok(()) => settling.settled(),
            Err(_) => settling.failed("ack"),
        }
        told
    }

    /// Publishes it to where it is set aside, with what became of it in further headers.
    async fn publish(&self, subject: String, reason: Reason) -> Result<(), Error> {
        let message = &self.inner.message;
        let mut headers = message.headers.clone().unwrap_or_default();
        let mut tell = |name: &'static str, value: &str| headers.insert(name, value);
        tell("reason", reason.as_str());
        tell("deliveries", &self.delivery.count.to_string());
        tell("id", self.delivery.id.as_deref().unwrap_or_default());
        let payload = message.payload.clone();
        let published = self
            .inner
            .context
            .publish_with_headers(subject, headers, payload);
        published.await?.await?;
        Ok(())
    }
}

/// What the subject of the answer says. One that says nothing came for the first time.
fn delivery(message: &Inner) -> Delivery {
    let mut delivery = Delivery::first();
    if let Ok(info) = message.info() {
        delivery.id = Some(info.stream_sequence.to_string());
        delivery.count = u64::try_from(info.delivered).unwrap_or(1);
        delivery.age = age(info.published.into());
    }
    delivery.size = Some(message.payload.len());
    delivery
}

/// By the clocks of this machine and of the server.
fn age(published: SystemTime) -> Duration {
    SystemTime::now()
        .duration_since(published)
        .unwrap_or_default()
}

impl Incoming for Message {
    type Payload = async_nats::Message;
    type Error = Error;

    fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    fn context(&self) -> &Extracted {
        &self.context
    }

    fn max_deliveries(&self) -> u64 {
        self.settings.max_deliveries
    }

    fn read(&self) -> Result<async_nats::Message, Unreadable> {
        Ok(self.inner.message.clone())
    }

    async fn acknowledge(&self, cx: &TraceContract) -> Result<(), Error> {
        let settling = self.settings.destination.settle(cx, "ack", 1);
        self.settle(settling, AckKind::Ack).await
    }

    async fn retry(&self, cx: &TraceContract) -> Result<(), Error> {
        let settling = self.settings.destination.settle(cx, "nak", 1);
        let kind = AckKind::Nak(Some(self.settings.retry_after));
        self.settle(settling, kind).await
    }

    async fn set_aside(&self, cx: &TraceContract, reason: Reason) -> Result<(), Error> {
        let settling = self.settings.destination.settle(cx, "set_aside", 1);
        if let Some(subject) = self.settings.dead_letters.clone()
            && let Err(error) = settling.instrument(self.publish(subject, reason)).await
        {
            settling.failed("publish");
            return Err(error);
        }
        self.settle(settling, AckKind::Term).await
    }
}

/// Shows the subject, never the payload.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("subject", &self.inner.subject)
            .field("delivery_count", &self.delivery_count())
            .finish_non_exhaustive()
    }
}
