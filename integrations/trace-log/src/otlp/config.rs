//! What is to be set up.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io, thread};

use trace_otel::{Compression, EndpointError, HeaderError, Sender, SetupError, Signal, Tls};
use trace_runtime::Resource;

use super::delivery::Delivery;
use super::layer::{LogExport, OtlpLayer};
use super::queue::Queue;
use super::record;

/// How log records travel, and what waits for them.
#[derive(Debug, Clone)]
pub struct Otlp {
    pub(super) transport: trace_otel::Otlp,
    pub(super) resource: Resource,
    pub(super) memory_limit: usize,
    pub(super) schedule_delay: Duration,
    pub(super) value_limit: usize,
}

impl Otlp {
    /// By a way that is set up already, which may be gRPC. Its endpoint is used
    /// as it is.
    #[must_use]
    pub fn new(transport: trace_otel::Otlp) -> Self {
        Otlp {
            transport,
            resource: Resource::default(),
            memory_limit: 16 << 20,
            schedule_delay: Duration::from_secs(1),
            value_limit: crate::field::VALUE_LIMIT,
        }
    }

    /// To a receiver of `http/protobuf`, by its whole URL.
    ///
    /// # Errors
    ///
    /// [`EndpointError`] if it is no URL with `http://` or `https://`.
    pub fn http(url: &str) -> Result<Self, EndpointError> {
        Ok(Self::new(trace_otel::Otlp::http(url.parse()?)))
    }

    /// Sends a header with every batch. Its value is never shown.
    ///
    /// # Errors
    ///
    /// [`HeaderError`] if HTTP does not allow the name or the value.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, HeaderError> {
        self.transport = self.transport.header(name, value)?;
        Ok(self)
    }

    /// Compresses batches; they are not unless set.
    #[must_use]
    pub fn compression(mut self, compression: Compression) -> Self {
        self.transport = self.transport.compression(compression);
        self
    }

    /// The files of an encrypted connection; the system's certificates are
    /// trusted unless set.
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.transport = self.transport.tls(tls);
        self
    }

    /// The time for one batch with all its attempts; 10 s unless set.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.transport = self.transport.timeout(timeout);
        self
    }

    /// Who logs; should be the resource of the spans.
    #[must_use]
    pub fn resource(self, resource: Resource) -> Self {
        Otlp { resource, ..self }
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
    /// 16 MiB unless set. Compressed, those take a part of it once more.
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
    /// [`StartError`] if a certificate or a key cannot be used, if a feature of
    /// `trace-otel` is missing, or if the system gives no thread.
    #[expect(
        clippy::disallowed_methods,
        reason = "belongs to no trace: it delivers the log records of all"
    )]
    pub fn start(self) -> Result<(OtlpLayer, LogExport), StartError> {
        let sender = Sender::new(&self.transport, Signal::Logs).map_err(StartError::Setup)?;
        let queue = Arc::new(Queue::new(self.memory_limit, self.schedule_delay));
        let delivery = Delivery {
            sender,
            target: self.transport.to_string(),
            resource: record::resource(&self.resource),
            queue: Arc::clone(&queue),
            failing: false,
        };
        let thread = thread::Builder::new().name("trace-log-otlp".to_owned());
        thread
            .spawn(move || delivery.run())
            .map_err(StartError::Thread)?;
        let layer = OtlpLayer::new(Arc::clone(&queue), self.value_limit);
        Ok((layer, LogExport::new(queue)))
    }
}

impl Default for Otlp {
    /// To this machine: `http://localhost:4318/v1/logs`.
    fn default() -> Self {
        Self::new(trace_otel::Otlp::local(Signal::Logs))
    }
}

/// Why log records cannot be exported.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The way to the receiver cannot be set up as it is configured.
    Setup(SetupError),
    /// The system gives no thread.
    Thread(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Setup(error) => write!(f, "the export of logs cannot be set up: {error}"),
            StartError::Thread(error) => write!(f, "no thread for the export of logs: {error}"),
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            StartError::Setup(error) => Some(error),
            StartError::Thread(error) => Some(error),
        }
    }
}
