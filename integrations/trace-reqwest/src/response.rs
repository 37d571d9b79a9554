//! The answer, in whose span the body is read.

use std::fmt;
use std::net::SocketAddr;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url, Version};

use crate::reading::Reading;
use crate::redact;
use crate::span::ClientSpan;
use crate::watched::Watch;

/// A response, with reqwest's methods.
///
/// The client span goes on until the body has been read or this is dropped, so
/// that a slow body shows; let go of a response that you do not read.
pub struct Response {
    inner: reqwest::Response,
    reading: Reading,
}

impl Response {
    pub(crate) fn new(inner: reqwest::Response, span: ClientSpan) -> Self {
        let (inner, watch) = match span.is_recording() {
            true => Watch::over(inner),
            false => (inner, Watch::default()),
        };
        Response {
            inner,
            reading: Reading::new(span, watch),
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
        let Response { inner, reading } = self;
        let inner = inner.error_for_status().map_err(redact::error)?;
        Ok(Response { inner, reading })
    }

    /// Turns an error status into an error, by reference: see
    /// [`error_for_status`](Self::error_for_status).
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
        self.reading.all(self.inner.text()).await
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// When the connection broke off, or the body is not the JSON of a `T`.
    #[cfg(feature = "json")]
    pub async fn json<T: serde::de::DeserializeOwned>(self) -> reqwest::Result<T> {
        self.reading.all(self.inner.json()).await
    }

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// When the connection broke off.
    pub async fn bytes(self) -> reqwest::Result<Bytes> {
        self.reading.all(self.inner.bytes()).await
    }

    /// Reads the next piece of the body; `None` at its end.
    ///
    /// # Errors
    ///
    /// When the connection broke off.
    pub async fn chunk(&mut self) -> reqwest::Result<Option<Bytes>> {
        let chunk = self.reading.part(self.inner.chunk()).await;
        match &chunk {
            Ok(Some(_)) => self.reading.end_if_ended(),
            Ok(None) => self.reading.end(),
            Err(error) => self.reading.fail(error),
        }
        chunk
    }

    /// The body as a stream, read in the span, which ends with it.
    #[cfg(feature = "stream")]
    pub fn bytes_stream(
        self,
    ) -> impl futures_core::Stream<Item = reqwest::Result<Bytes>> + Send + 'static {
        crate::stream::InSpanStream::new(self.inner.bytes_stream(), self.reading)
    }

    /// reqwest's own response, for what is missing here. The span ends now.
    pub fn into_reqwest(self) -> reqwest::Response {
        self.inner
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
