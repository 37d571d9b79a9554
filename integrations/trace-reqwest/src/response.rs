//! The answer, in whose span the body is read.

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url, Version};

use crate::in_span::InSpan;
use crate::redact;
use crate::span::ClientSpan;

/// A response, with reqwest's methods.
///
/// The client span goes on until the body has been read or this is dropped, so
/// that a slow body shows; let go of a response that you do not read.
pub struct Response {
    inner: reqwest::Response,
    span: Reading,
}

/// `None` once the span has ended.
struct Reading(Option<ClientSpan>);

impl Drop for Reading {
    fn drop(&mut self) {
        // Nobody wanted the (rest of the) body: the call is done.
        if let Some(span) = self.0.take() {
            span.completed();
        }
    }
}

impl Response {
    pub(crate) fn new(inner: reqwest::Response, span: ClientSpan) -> Self {
        Response {
            inner,
            span: Reading(Some(span)),
        }
    }

    /// The status code.
    pub fn status(&self) -> StatusCode {
        self.inner.status()
    }

    /// The HTTP version.
    pub fn version(&self) -> Version {
        self.inner.version()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.inner.headers()
    }

    /// The length of the body, if the server said so.
    pub fn content_length(&self) -> Option<u64> {
        self.inner.content_length()
    }

    /// The URL that answered, after redirects.
    pub fn url(&self) -> &Url {
        self.inner.url()
    }

    /// The address that answered.
    pub fn remote_addr(&self) -> Option<SocketAddr> {
        self.inner.remote_addr()
    }

    /// Turns an answer of 4xx or 5xx into an error.
    ///
    /// # Errors
    ///
    /// For those.
    pub fn error_for_status(self) -> reqwest::Result<Self> {
        let Response { inner, span } = self;
        let inner = inner.error_for_status().map_err(redact::error)?;
        Ok(Response { inner, span })
    }

    /// As [`error_for_status`](Self::error_for_status), by reference.
    ///
    /// # Errors
    ///
    /// For 4xx and 5xx.
    pub fn error_for_status_ref(&self) -> reqwest::Result<&Self> {
        self.inner.error_for_status_ref().map_err(redact::error)?;
        Ok(self)
    }

    /// Reads the body as text.
    ///
    /// # Errors
    ///
    /// When the connection broke off.
    pub async fn text(self) -> reqwest::Result<String> {
        let (inner, span) = self.into_parts();
        read(span, inner.text()).await
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// When the connection broke off, or the body is not the JSON of a `T`.
    #[cfg(feature = "json")]
    pub async fn json<T: serde::de::DeserializeOwned>(self) -> reqwest::Result<T> {
        let (inner, span) = self.into_parts();
        read(span, inner.json()).await
    }

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// When the connection broke off.
    pub async fn bytes(self) -> reqwest::Result<Bytes> {
        let (inner, span) = self.into_parts();
        read(span, inner.bytes()).await
    }

    /// Reads the next piece of the body; `None` at its end.
    ///
    /// # Errors
    ///
    /// When the connection broke off.
    pub async fn chunk(&mut self) -> reqwest::Result<Option<Bytes>> {
        let chunk = match &mut self.span.0 {
            Some(span) => InSpan::new(span, self.inner.chunk()).await,
            None => self.inner.chunk().await,
        };
        let chunk = chunk.map_err(redact::error);
        if !matches!(chunk, Ok(Some(_))) {
            end(self.span.0.take(), chunk.as_ref().err());
        }
        chunk
    }

    /// The body as a stream, read in the span.
    #[cfg(feature = "stream")]
    pub fn bytes_stream(
        self,
    ) -> impl futures_core::Stream<Item = reqwest::Result<Bytes>> + Send + 'static {
        let Response { inner, span } = self;
        crate::stream::InSpanStream::new(inner.bytes_stream(), span.into_inner())
    }

    /// reqwest's own response, for what is missing here. The span ends now.
    pub fn into_reqwest(self) -> reqwest::Response {
        self.inner
    }

    fn into_parts(self) -> (reqwest::Response, Option<ClientSpan>) {
        (self.inner, self.span.into_inner())
    }
}

impl Reading {
    fn into_inner(mut self) -> Option<ClientSpan> {
        self.0.take()
    }
}

/// Reads to the end. Dropped on the way, the span says cancelled.
async fn read<T>(
    mut span: Option<ClientSpan>,
    body: impl Future<Output = reqwest::Result<T>>,
) -> reqwest::Result<T> {
    let read = match &mut span {
        Some(span) => InSpan::new(span, body).await,
        None => body.await,
    };
    let read = read.map_err(redact::error);
    end(span, read.as_ref().err());
    read
}

pub(crate) fn end(span: Option<ClientSpan>, error: Option<&reqwest::Error>) {
    match (span, error) {
        (Some(span), Some(error)) => span.failed(error),
        (Some(span), None) => span.completed(),
        (None, _) => {}
    }
}

/// Shows the status and the URL, redacted; headers hold credentials.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status())
            .field("url", &redact::url(self.url()).as_str())
            .finish_non_exhaustive()
    }
}
