//! What is to be set up.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io, thread};

use trace_runtime::Resource;

use super::endpoint::{Endpoint, EndpointError};
use super::layer::{LogExport, OtlpLayer};
use super::queue::Queue;
use super::record;
use super::sender::Sender;

/// How log records travel, and what waits for them.
#[derive(Clone)]
pub struct Otlp {
    pub(super) endpoint: Endpoint,
    pub(super) headers: Vec<(String, String)>,
    pub(super) timeout: Duration,
    pub(super) resource: Resource,
    pub(super) memory_limit: usize,
    pub(super) schedule_delay: Duration,
    pub(super) value_limit: usize,
}

impl Otlp {
    /// To a receiver of `http/protobuf`, by its whole URL.
    ///
    /// # Errors
    ///
    /// [`EndpointError`] if the URL cannot be used, as one with `https://`.
    pub fn http(url: &str) -> Result<Self, EndpointError> {
        Ok(Otlp {
            endpoint: url.parse()?,
            ..Self::default()
        })
    }

    /// Sends a header with every batch. Its value is never shown.
    ///
    /// # Errors
    ///
    /// [`HeaderError`] if HTTP does not allow the name or the value.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, HeaderError> {
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let is_text = |byte: u8| byte == b'\t' || (b' '..0x7f).contains(&byte);
        if name.is_empty() || !name.bytes().all(is_token) || !value.bytes().all(is_text) {
            return Err(HeaderError);
        }
        self.headers.push((name.to_owned(), value.to_owned()));
        Ok(self)
    }

    /// Who logs; should be the resource of the spans.
    #[must_use]
    pub fn resource(self, resource: Resource) -> Self {
        Otlp { resource, ..self }
    }

    /// The time for one batch with all its attempts; 10 s unless set.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Otlp { timeout, ..self }
    }

    /// How long a record waits for others; 1 s unless set.
    #[must_use]
    pub fn schedule_delay(self, schedule_delay: Duration) -> Self {
        Otlp {
            schedule_delay,
            ..self
        }
    }

    /// The bytes that encoded records may take, those on their way included;
    /// 16 MiB unless set.
    #[must_use]
    pub fn memory_limit(self, bytes: usize) -> Self {
        Otlp {
            memory_limit: bytes,
            ..self
        }
    }

    /// Cuts longer texts; bytes, 64 KiB unless set.
    #[must_use]
    pub fn value_limit(self, bytes: usize) -> Self {
        Otlp {
            value_limit: bytes,
            ..self
        }
    }

    /// Starts the thread `trace-log-otlp`. It connects with the first batch.
    ///
    /// # Errors
    ///
    /// If the system gives no thread.
    pub fn start(self) -> io::Result<(OtlpLayer, LogExport)> {
        let queue = Arc::new(Queue::new(self.memory_limit, self.schedule_delay));
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"));
        let sender = Sender {
            endpoint: self.endpoint,
            headers: headers.collect(),
            timeout: self.timeout,
            resource: record::resource(&self.resource),
            queue: Arc::clone(&queue),
            failing: false,
        };
        let thread = thread::Builder::new().name("trace-log-otlp".to_owned());
        thread.spawn(move || sender.run())?;
        let layer = OtlpLayer::new(Arc::clone(&queue), self.value_limit);
        Ok((layer, LogExport::new(queue)))
    }
}

impl Default for Otlp {
    /// To this machine: `http://localhost:4318/v1/logs`.
    fn default() -> Self {
        Otlp {
            endpoint: Endpoint::local(),
            headers: Vec::new(),
            timeout: Duration::from_secs(10),
            resource: Resource::default(),
            memory_limit: 16 << 20,
            schedule_delay: Duration::from_secs(1),
            value_limit: crate::layer::VALUE_LIMIT,
        }
    }
}

/// The headers by their names only.
impl fmt::Debug for Otlp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Otlp")
            .field("endpoint", &format_args!("{}", self.endpoint))
            .field("headers", &headers)
            .field("timeout", &self.timeout)
            .field("resource", &self.resource)
            .field("memory_limit", &self.memory_limit)
            .field("schedule_delay", &self.schedule_delay)
            .field("value_limit", &self.value_limit)
            .finish()
    }
}

/// A header that HTTP does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeaderError;

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HTTP does not allow this name or this value of a header")
    }
}

impl Error for HeaderError {}
