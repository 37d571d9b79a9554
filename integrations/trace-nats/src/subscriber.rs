//! Messages of core NATS, which come once or not at all.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_nats::UnsubscribeError;
use futures_core::Stream;
use trace_messaging::{Delivery, Destination, Joins};
use trace_runtime::propagation::Extracted;
use trace_runtime::{Carried, SpanContext, TraceContract};

use crate::headers;

/// Messages of a subject, one after the other: a [`Stream`] of [`Message`].
///
/// A subscriber belongs to no trace, as it outlives each: each message brings its own.
pub struct Subscriber {
    inner: async_nats::Subscriber,
    destination: Arc<Destination>,
    joins: Joins,
}

impl Subscriber {
    pub(crate) fn new(inner: async_nats::Subscriber, destination: Destination) -> Self {
        Subscriber {
            inner,
            destination: Arc::new(destination),
            joins: Joins::default(),
        }
    }

    /// Which messages are worked off in the trace of their sender. Core NATS does not say when
    /// a message was sent, so it is all of them or none.
    #[must_use]
    pub fn joins(self, joins: Joins) -> Self {
        Subscriber { joins, ..self }
    }

    /// Ends the subscription.
    ///
    /// # Errors
    ///
    /// If the connection was closed.
    pub async fn unsubscribe(&mut self) -> Result<(), UnsubscribeError> {
        self.inner.unsubscribe().await
    }

    /// Ends the subscription once what has come is read.
    ///
    /// # Errors
    ///
    /// If the connection was closed.
    pub async fn drain(&mut self) -> Result<(), UnsubscribeError> {
        self.inner.drain().await
    }
}

impl Stream for Subscriber {
    type Item = Message;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Message>> {
        let polled = Pin::new(&mut self.inner).poll_next(task);
        polled.map(|message| {
            let message = message?;
            Some(Message {
                context: headers::context(&message),
                message,
                destination: Arc::clone(&self.destination),
                joins: self.joins,
            })
        })
    }
}

/// A message that came. It is read in the span that works it off, and nowhere else.
#[must_use = "a message that is not processed is lost"]
pub struct Message {
    message: async_nats::Message,
    context: Extracted,
    destination: Arc<Destination>,
    joins: Joins,
}

impl Message {
    /// The span that it was sent in, if it says so.
    pub fn sender(&self) -> Option<&SpanContext> {
        self.context.parent.as_ref()
    }

    /// Works it off in a span, which fails where `body` returns an `Err`. To answer one that
    /// was sent by a request, publish to its `reply` under the contract of the closure.
    pub async fn process<R>(
        self,
        body: impl AsyncFnOnce(&TraceContract, async_nats::Message) -> R,
    ) -> R {
        let mut delivery = Delivery::first();
        delivery.size = Some(self.message.payload.len());
        let span = self.destination.process(&delivery, self.joins);
        let message = Carried::arrived(self.context, self.message);
        message
            .open(span, async |cx, message| body(cx, message).await)
            .await
    }
}

impl fmt::Debug for Subscriber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscriber")
            .field("destination", &self.destination)
            .finish_non_exhaustive()
    }
}

/// Shows the subject, never the payload.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("subject", &self.message.subject)
            .finish_non_exhaustive()
    }
}
