//! How messages travel to a receiver of OTLP.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::endpoint::Endpoint;
use super::protocol::{Compression, Protocol, Tls};
use crate::signal::Signal;

/// How messages travel to a receiver of OTLP.
///
/// ```
/// use std::time::Duration;
/// use trace_otel::{Compression, Otlp};
///
/// let otlp = Otlp::http("https://otel.example.com/v1/traces".parse()?)
///     .header("authorization", "Bearer …")?
///     .compression(Compression::Gzip)
///     .timeout(Duration::from_secs(5));
///
/// // No header is ever shown.
/// assert_eq!(otlp.to_string(), "otlp http/protobuf https://otel.example.com/v1/traces (gzip)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Otlp {
    pub(crate) protocol: Protocol,
    pub(crate) endpoint: Endpoint,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) compression: Compression,
    pub(crate) tls: Tls,
}

/// A header whose name or value HTTP does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderError;

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HTTP does not allow this header's name or value")
    }
}

impl std::error::Error for HeaderError {}

impl Otlp {
    /// The time for one message with all its attempts, unless it is set.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

    /// OTLP as protobuf over HTTP. The endpoint is used as it is: its path is
    /// usually `/v1/traces` or `/v1/logs`.
    #[must_use]
    pub fn http(endpoint: Endpoint) -> Self {
        Self::new(Protocol::HttpProtobuf, endpoint)
    }

    /// OTLP over gRPC. The path of the endpoint is not used.
    #[cfg(feature = "grpc")]
    #[must_use]
    pub fn grpc(endpoint: Endpoint) -> Self {
        Self::new(Protocol::Grpc, endpoint)
    }

    /// HTTP to this machine, as the specification has it for `signal`:
    /// `http://localhost:4318/v1/traces`, for example.
    #[must_use]
    pub fn local(signal: Signal) -> Self {
        Self::http(Endpoint::default_of(signal, Protocol::HttpProtobuf))
    }

    pub(crate) fn new(protocol: Protocol, endpoint: Endpoint) -> Self {
        Self {
            protocol,
            endpoint,
            headers: HeaderMap::new(),
            timeout: Self::DEFAULT_TIMEOUT,
            compression: Compression::None,
            tls: Tls::default(),
        }
    }

    /// Sends a header with every message, in place of one with the same name. Its
    /// value is never shown.
    ///
    /// # Errors
    ///
    /// If HTTP does not allow the name or the value.
    pub fn header(self, name: &str, value: &str) -> Result<Self, HeaderError> {
        self.header_bytes(name, value.as_bytes())
    }

    /// Sends a header whose value need not be text, as HTTP allows; see
    /// [`header`](Self::header).
    pub(crate) fn header_bytes(mut self, name: &str, value: &[u8]) -> Result<Self, HeaderError> {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| HeaderError)?;
        let mut value = HeaderValue::from_bytes(value).map_err(|_| HeaderError)?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(self)
    }

    /// Compresses messages.
    #[must_use]
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// The time for one message with all its attempts and the pauses between
    /// them.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The files of an encrypted connection.
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = tls;
        self
    }
}

impl Default for Otlp {
    /// HTTP to this machine: `http://localhost:4318/v1/traces`.
    fn default() -> Self {
        Self::local(Signal::Traces)
    }
}

/// Without the headers.
impl fmt::Display for Otlp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "otlp {} {}", self.protocol, self.endpoint)?;
        match self.compression {
            Compression::None => Ok(()),
            Compression::Gzip => f.write_str(" (gzip)"),
        }
    }
}

/// The headers by their names only.
impl fmt::Debug for Otlp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Otlp")
            .field("protocol", &self.protocol)
            .field("endpoint", &self.endpoint)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("timeout", &self.timeout)
            .field("compression", &self.compression)
            .field("tls", &self.tls)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_no_secret() {
        let otlp = Otlp::http(
            "https://user:s3cret@otel/v1/traces?key=s3cret"
                .parse()
                .unwrap(),
        )
        .header("authorization", "s3cret")
        .unwrap();
        let shown = format!("{otlp} {otlp:?}");
        assert!(!shown.contains("s3cret"), "{shown}");
        assert!(shown.contains("authorization"), "{shown}");
    }

    #[test]
    fn refuses_headers_that_http_does_not_allow() {
        for (name, value) in [("a b", "1"), ("", "1"), ("a", "1\r\nb: 2"), ("a", "\0")] {
            assert_eq!(
                Otlp::default().header(name, value),
                Err(HeaderError),
                "{name}"
            );
        }
    }
}
