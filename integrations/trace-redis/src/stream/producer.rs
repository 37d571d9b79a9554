//! The sending side.

use std::borrow::Cow;
use std::fmt;

use redis::aio::ConnectionLike;
use redis::{Cmd, ErrorKind, RedisError, RedisResult};
use serde::Serialize;
use trace_messaging::{Destination, Sending};

use super::entry::{Context, Payload};
use crate::span::error_type;
use crate::traced_connection::TracedConnection;

/// A stream that messages are sent to.
#[derive(Clone)]
pub struct Stream {
    name: Cow<'static, str>,
    max_len: Option<usize>,
}

impl Stream {
    /// The stream of this key, which stands in the names of spans: one for many messages.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Stream {
            name: name.into(),
            max_len: None,
        }
    }

    /// Drops the oldest entries once there are more than about so many, whether they were
    /// worked off or not. Without it a stream grows for ever.
    #[must_use]
    pub fn max_len(self, entries: usize) -> Self {
        Stream {
            max_len: Some(entries),
            ..self
        }
    }

    /// Sends a message, with the context of the span of the sending. Gives its id.
    ///
    /// # Errors
    ///
    /// If the payload cannot be written as JSON, or the server refuses or is not there.
    pub async fn send<C, T>(&self, con: TracedConnection<'_, C>, payload: &T) -> RedisResult<String>
    where
        C: ConnectionLike + Send,
        T: Serialize + ?Sized,
    {
        let payload = Payload::of(payload).map_err(unwritable)?;
        let (sending, context) = self.start(&con, 1);
        let TracedConnection { mut con, .. } = con;
        let add = self.add(&payload, &context);
        let id: RedisResult<String> = sending.instrument(add.query_async(&mut con)).await;
        match &id {
            Ok(id) => sending.sent(Some(id)),
            Err(error) => sending.failed(&error_type(error)),
        }
        id
    }

    /// Sends several messages at once, in one span whose context all of them have. Gives
    /// their ids.
    ///
    /// # Errors
    ///
    /// If a payload cannot be written as JSON, then none is sent. If the server refuses one or
    /// is not there, others may have been sent.
    pub async fn send_all<C, T>(
        &self,
        con: TracedConnection<'_, C>,
        payloads: impl IntoIterator<Item = T>,
    ) -> RedisResult<Vec<String>>
    where
        C: ConnectionLike + Send,
        T: Serialize,
    {
        let written = payloads.into_iter().map(|payload| Payload::of(&payload));
        let payloads = written.collect::<Result<Vec<_>, _>>().map_err(unwritable)?;
        if payloads.is_empty() {
            return Ok(Vec::new());
        }
        let (sending, context) = self.start(&con, payloads.len());
        let TracedConnection { mut con, .. } = con;
        let mut pipeline = redis::pipe();
        for payload in &payloads {
            pipeline.add_command(self.add(payload, &context));
        }
        let ids = sending.instrument(pipeline.query_async(&mut con)).await;
        match &ids {
            Ok(_) => sending.sent(None),
            Err(error) => sending.failed(&error_type(error)),
        }
        ids
    }

    /// The span of sending so many messages, and its context for each of them.
    fn start<C>(&self, con: &TracedConnection<'_, C>, messages: usize) -> (Sending, Context) {
        let server = con.target.server.clone();
        let destination = Destination::new("redis", self.name.clone());
        let destination = destination.server(server.address, server.port);
        let sending = destination.send(con.cx, messages);
        let mut context = Context::default();
        sending.inject(&mut context);
        (sending, context)
    }

    fn add(&self, payload: &Payload, context: &Context) -> Cmd {
        let mut add = redis::cmd("XADD");
        add.arg(&*self.name);
        if let Some(max_len) = self.max_len {
            add.arg("MAXLEN").arg("~").arg(max_len);
        }
        payload.write(context, add.arg("*"));
        add
    }
}

fn unwritable(error: serde_json::Error) -> RedisError {
    let text = "the payload cannot be written as JSON";
    RedisError::from((ErrorKind::Client, text, error.to_string()))
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("name", &self.name)
            .field("max_len", &self.max_len)
            .finish()
    }
}
