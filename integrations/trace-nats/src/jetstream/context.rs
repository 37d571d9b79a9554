//! Where messages are published to a stream, under a contract.

#![expect(
    clippy::disallowed_methods,
    reason = "what is made here is put under a contract"
)]

use std::borrow::Cow;
use std::fmt;
use std::future::Ready;

use async_nats::HeaderMap;
use async_nats::jetstream::context::{PublishError, PublishErrorKind};
use async_nats::jetstream::publish::PublishAck;
use bytes::Bytes;
use trace_runtime::TraceContract;

use crate::client::{Client, send};
use crate::gate::{NEVER, WriteTracedCx};

/// An [`async_nats::jetstream::Context`] that publishes nothing without a contract. A clone is
/// a handle to the same connection.
#[derive(Clone)]
pub struct Context {
    client: Client,
    inner: async_nats::jetstream::Context,
}

impl Context {
    /// JetStream by the connection of a client.
    pub fn new(client: &Client) -> Self {
        Context {
            client: client.clone(),
            inner: async_nats::jetstream::new(client.untraced().clone()),
        }
    }

    /// JetStream under a contract.
    pub fn traced<'a>(&'a self, cx: &'a TraceContract) -> TracedContext<'a> {
        TracedContext {
            context: self,
            cx,
            template: None,
        }
    }

    /// async-nats's own, to make streams and consumers with, and for what no contract can
    /// reach. Nothing that it sends is traced: a search for `untraced` finds every place.
    pub fn untraced(&self) -> &async_nats::jetstream::Context {
        &self.inner
    }

    /// What people type, for its message alone.
    #[doc(hidden)]
    pub fn publish(&self, _: impl Into<String>, _: Bytes) -> Ready<Result<PublishAck, PublishError>>
    where
        for<'l> &'l Context: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }
}

/// A [`Context`] under a contract.
#[derive(Debug, Clone)]
pub struct TracedContext<'a> {
    context: &'a Context,
    cx: &'a TraceContract,
    template: Option<Cow<'static, str>>,
}

impl TracedContext<'_> {
    /// What the span is named by in place of the subject, where that has an id in it:
    /// `orders.{id}`.
    #[must_use]
    pub fn subject_template(self, template: impl Into<Cow<'static, str>>) -> Self {
        TracedContext {
            template: Some(template.into()),
            ..self
        }
    }

    /// Publishes a message, and waits until a stream has it.
    ///
    /// # Errors
    ///
    /// If no stream takes the subject, or does not say so in time.
    pub async fn publish(
        self,
        subject: impl Into<String>,
        payload: Bytes,
    ) -> Result<PublishAck, PublishError> {
        self.publish_with_headers(subject, HeaderMap::new(), payload)
            .await
    }

    /// Publishes a message with further headers, such as `Nats-Msg-Id`, and waits until a
    /// stream has it.
    ///
    /// # Errors
    ///
    /// See [`publish`](Self::publish).
    pub async fn publish_with_headers(
        self,
        subject: impl Into<String>,
        headers: HeaderMap,
        payload: Bytes,
    ) -> Result<PublishAck, PublishError> {
        let TracedContext {
            context,
            cx,
            template,
        } = self;
        let subject = subject.into();
        let (sending, headers) = send(&context.client, cx, &subject, template, headers);
        let published = context
            .inner
            .publish_with_headers(subject, headers, payload);
        let result = sending.instrument(async { published.await?.await }).await;
        match &result {
            Ok(ack) => sending.sent(Some(&ack.sequence.to_string())),
            Err(error) => sending.failed(match error.kind() {
                PublishErrorKind::StreamNotFound => "stream_not_found",
                PublishErrorKind::WrongLastMessageId => "wrong_last_message_id",
                PublishErrorKind::WrongLastSequence => "wrong_last_sequence",
                PublishErrorKind::TimedOut => "timeout",
                PublishErrorKind::BrokenPipe => "broken_pipe",
                PublishErrorKind::MaxAckPending => "max_ack_pending",
                PublishErrorKind::MaxPayloadExceeded => "max_payload_exceeded",
                PublishErrorKind::Other => "_OTHER",
            }),
        }
        result
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}
