//! The questions.

use axum::http::Method;
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use trace_model::otlp::{Batch, Limits, Signal, read_traces};
use trace_model::{Trace, TraceId};

use super::connection::{AskError, accepted, connected, send, whole};
use super::lines::Lines;
use super::stream::{HTTP_2, Stream};
use super::target::Target;
use crate::api::viewer::{Resolved, StoredNotes};

/// A running viewer.
#[derive(Debug, Clone)]
pub struct Viewer {
    target: Target,
    token: Option<String>,
}

/// A trace, and what the store says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched {
    /// The trace.
    pub trace: Trace,
    /// What the store says of it.
    pub notes: StoredNotes,
}

impl Viewer {
    /// The viewer at an address; nothing is sent yet.
    pub fn at(target: Target, token: Option<String>) -> Self {
        Viewer { target, token }
    }

    /// Asks for JSON at a path, with a query of names and values.
    ///
    /// # Errors
    ///
    /// Nobody answers, or the answer is a refusal.
    pub async fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, AskError> {
        let response = self.get(path, query).await?;
        let body = whole(response).await?;
        serde_json::from_slice(&body).map_err(|error| AskError::Unreadable(error.to_string()))
    }

    async fn get(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<hyper::Response<hyper::body::Incoming>, AskError> {
        let pairs: Vec<String> = query
            .iter()
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
            .collect();
        let path = match pairs.is_empty() {
            true => path.to_owned(),
            false => format!("{path}?{}", pairs.join("&")),
        };
        let token = self.token.as_deref();
        let sent = send(&self.target, token, Method::GET, &path, None).await?;
        accepted(sent, token).await
    }

    /// Sends a body, and gives what is answered.
    ///
    /// # Errors
    ///
    /// Nobody answers, or the answer is a refusal.
    pub async fn post(&self, path: &str, kind: &str, body: Bytes) -> Result<Bytes, AskError> {
        let token = self.token.as_deref();
        let sent = send(&self.target, token, Method::POST, path, Some((kind, body))).await?;
        whole(accepted(sent, token).await?).await
    }

    /// The traces that a text may mean: an id, the beginning of one, a correlation id.
    ///
    /// # Errors
    ///
    /// Nobody answers, or the answer is a refusal.
    pub async fn resolve(&self, text: &str) -> Result<Resolved, AskError> {
        self.ask("/api/viewer/resolve", &[("text", text), ("limit", "10")])
            .await
    }

    /// A trace with its log lines; `None` where nothing is known of it.
    ///
    /// # Errors
    ///
    /// Nobody answers, or the answer is a refusal.
    pub async fn trace(&self, id: TraceId) -> Result<Option<Fetched>, AskError> {
        let mut trace = Trace::new(id);
        let mut notes = StoredNotes::default();
        for (part, signal) in [("spans", Signal::Traces), ("logs", Signal::Logs)] {
            let path = format!("/api/viewer/trace/{id}/{part}.pb");
            let response = match self.get(&path, &[]).await {
                Ok(response) => response,
                Err(AskError::NotFound(_)) => return Ok(None),
                Err(error) => return Err(error),
            };
            let said = response.headers().get("x-trace-viewer-stored");
            let said = said.and_then(|said| serde_json::from_slice(said.as_bytes()).ok());
            notes = said.unwrap_or_default();
            let body = whole(response).await?;
            let limits = Limits {
                span_bytes: usize::MAX,
                ..Limits::default()
            };
            let (batch, _) = Batch::read(signal, body, &limits)
                .map_err(|error| AskError::Unreadable(error.to_string()))?;
            for read in read_traces(&batch).into_iter().filter(|read| read.id == id) {
                trace.spans.extend(read.spans);
                trace.logs.extend(read.logs);
            }
        }
        Ok(Some(Fetched { trace, notes }))
    }

    /// A connection for HTTP/2, as gRPC needs one.
    ///
    /// # Errors
    ///
    /// Nobody answers.
    pub(in super::super) async fn http2(&self) -> Result<Box<dyn Stream>, AskError> {
        connected(&self.target, HTTP_2).await
    }

    /// Traces as they settle.
    ///
    /// # Errors
    ///
    /// Nobody answers, or the answer is a refusal.
    pub async fn tail(&self) -> Result<Lines, AskError> {
        let response = self.get("/api/viewer/tail", &[]).await?;
        Ok(Lines::of(response.into_body()))
    }
}
