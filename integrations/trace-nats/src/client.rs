//! The client, and what it is under a contract.

#![expect(
    clippy::disallowed_methods,
    reason = "what is made here is put under a contract"
)]

use std::borrow::Cow;
use std::fmt;

use async_nats::client::{DrainError, FlushError, PublishErrorKind, RequestErrorKind};
use async_nats::{
    ConnectError, HeaderMap, PublishError, RequestError, SubscribeError, ToServerAddrs,
};
use bytes::Bytes;
use trace_messaging::{Destination, Sending};
use trace_runtime::TraceContract;

use crate::headers::Outgoing;
use crate::subscriber::Subscriber;

/// Connects to a NATS server, or to one of several.
///
/// # Errors
///
/// If none is there, or it refuses.
pub async fn connect(servers: impl ToServerAddrs) -> Result<Client, ConnectError> {
    let servers: Vec<_> = match servers.to_server_addrs() {
        Ok(servers) => servers.collect(),
        Err(error) => return Err(error.into()),
    };
    let mut client = Client::from(async_nats::connect(&servers[..]).await?);
    // Of several it is not known which answers.
    if let [only] = &servers[..] {
        client.address = Some(only.host().to_owned());
        client.port = Some(only.port());
    }
    Ok(client)
}

/// An [`async_nats::Client`] that sends nothing without a contract. A clone is a handle to the
/// same connection. One with options of its own is adopted: `Client::from(theirs)`.
#[derive(Clone)]
pub struct Client {
    client: async_nats::Client,
    address: Option<String>,
    port: Option<u16>,
}

impl Client {
    /// The client under a contract.
    pub fn traced<'a>(&'a self, cx: &'a TraceContract) -> TracedClient<'a> {
        TracedClient {
            client: self,
            cx,
            template: None,
        }
    }

    /// Messages that are published to a subject from now on, which may have wildcards. The
    /// pattern stands in the names of spans.
    ///
    /// # Errors
    ///
    /// If the subject is none, or the connection was closed.
    pub async fn subscribe(
        &self,
        subject: impl Into<Cow<'static, str>>,
    ) -> Result<Subscriber, SubscribeError> {
        let subject = subject.into();
        let subscriber = self.client.subscribe(subject.clone().into_owned()).await?;
        Ok(Subscriber::new(subscriber, self.destination(subject)))
    }

    /// The same, of which each message goes to one of those that subscribe with this queue.
    ///
    /// # Errors
    ///
    /// If subject or queue is none, or the connection was closed.
    pub async fn queue_subscribe(
        &self,
        subject: impl Into<Cow<'static, str>>,
        queue: String,
    ) -> Result<Subscriber, SubscribeError> {
        let subject = subject.into();
        let subscribing = self
            .client
            .queue_subscribe(subject.clone().into_owned(), queue.clone());
        let destination = self.destination(subject).group(queue);
        Ok(Subscriber::new(subscribing.await?, destination))
    }

    /// Waits until the server has what was sent so far, subscriptions among it.
    ///
    /// # Errors
    ///
    /// If the connection was closed.
    pub async fn flush(&self) -> Result<(), FlushError> {
        self.client.flush().await
    }

    /// Ends all subscriptions once what has come is read, and then the connection.
    ///
    /// # Errors
    ///
    /// If the connection was closed.
    pub async fn drain(&self) -> Result<(), DrainError> {
        self.client.drain().await
    }

    /// async-nats's own client, for what no contract can reach. Nothing that it sends is
    /// traced: a search for `untraced` finds every place.
    pub fn untraced(&self) -> &async_nats::Client {
        &self.client
    }

    pub(crate) fn destination(&self, name: impl Into<Cow<'static, str>>) -> Destination {
        Destination::new("nats", name).server(self.address.clone(), self.port)
    }
}

impl From<async_nats::Client> for Client {
    fn from(client: async_nats::Client) -> Self {
        Client {
            client,
            address: None,
            port: None,
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("address", &self.address)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

/// A [`Client`] under a contract.
#[derive(Debug, Clone)]
pub struct TracedClient<'a> {
    client: &'a Client,
    cx: &'a TraceContract,
    template: Option<Cow<'static, str>>,
}

impl TracedClient<'_> {
    /// What the span is named by in place of the subject, where that has an id in it:
    /// `orders.{id}`.
    #[must_use]
    pub fn subject_template(self, template: impl Into<Cow<'static, str>>) -> Self {
        TracedClient {
            template: Some(template.into()),
            ..self
        }
    }

    /// Publishes a message. It is on its way when this returns, not there.
    ///
    /// # Errors
    ///
    /// If the subject is none, the payload is too large, or the connection was closed.
    pub async fn publish(
        self,
        subject: impl Into<String>,
        payload: Bytes,
    ) -> Result<(), PublishError> {
        self.publish_with_headers(subject, HeaderMap::new(), payload)
            .await
    }

    /// Publishes a message with further headers.
    ///
    /// # Errors
    ///
    /// See [`publish`](Self::publish).
    pub async fn publish_with_headers(
        self,
        subject: impl Into<String>,
        headers: HeaderMap,
        payload: Bytes,
    ) -> Result<(), PublishError> {
        let subject = subject.into();
        let (client, sending, headers) = self.sending(&subject, headers);
        let published = client.publish_with_headers(subject, headers, payload);
        let result = sending.instrument(published).await;
        match &result {
            Ok(()) => sending.sent(None),
            Err(error) => sending.failed(match error.kind() {
                PublishErrorKind::MaxPayloadExceeded => "max_payload_exceeded",
                PublishErrorKind::InvalidSubject => "invalid_subject",
                PublishErrorKind::Send => "send",
            }),
        }
        result
    }

    /// Publishes a message and waits for an answer; both is the span.
    ///
    /// # Errors
    ///
    /// If nobody answers within the time limit of the client, or the message cannot be sent.
    pub async fn request(
        self,
        subject: impl Into<String>,
        payload: Bytes,
    ) -> Result<async_nats::Message, RequestError> {
        self.request_with_headers(subject, HeaderMap::new(), payload)
            .await
    }

    /// Publishes a message with further headers and waits for an answer.
    ///
    /// # Errors
    ///
    /// See [`request`](Self::request).
    pub async fn request_with_headers(
        self,
        subject: impl Into<String>,
        headers: HeaderMap,
        payload: Bytes,
    ) -> Result<async_nats::Message, RequestError> {
        let subject = subject.into();
        let (client, sending, headers) = self.sending(&subject, headers);
        let asked = client.request_with_headers(subject, headers, payload);
        let result = sending.instrument(asked).await;
        match &result {
            Ok(_) => sending.sent(None),
            Err(error) => sending.failed(match error.kind() {
                RequestErrorKind::TimedOut => "timeout",
                RequestErrorKind::NoResponders => "no_responders",
                RequestErrorKind::InvalidSubject => "invalid_subject",
                RequestErrorKind::MaxPayloadExceeded => "max_payload_exceeded",
                RequestErrorKind::Other => "_OTHER",
            }),
        }
        result
    }

    /// The span of sending, whose context is in the headers.
    fn sending(
        self,
        subject: &str,
        headers: HeaderMap,
    ) -> (async_nats::Client, Sending, HeaderMap) {
        let TracedClient {
            client,
            cx,
            template,
        } = self;
        let (sending, headers) = send(client, cx, subject, template, headers);
        (client.client.clone(), sending, headers)
    }
}

pub(crate) fn send(
    client: &Client,
    cx: &TraceContract,
    subject: &str,
    template: Option<Cow<'static, str>>,
    headers: HeaderMap,
) -> (Sending, HeaderMap) {
    let name = template.unwrap_or_else(|| subject.to_owned().into());
    let sending = client.destination(name).send(cx, 1);
    let mut headers = Outgoing(headers);
    sending.inject(&mut headers);
    (sending, headers.0)
}
