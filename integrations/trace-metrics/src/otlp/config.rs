//! What is to be set up.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use std::{fmt, io, thread};

use trace_otel::{EndpointError, Sender, SetupError, Signal, encode_resource};
use trace_runtime::Resource;

use super::export::{Exporter, MetricsExport};
use crate::metrics::Metrics;

/// How metrics travel, and how often.
#[derive(Debug, Clone)]
pub struct Otlp {
    transport: trace_otel::Otlp,
    resource: Resource,
    interval: Duration,
}

impl Otlp {
    /// By a way that is set up already, which may be gRPC. Its endpoint is used as it is;
    /// `trace_otel::Otlp::from_env(Signal::Metrics)` has that of the environment.
    #[must_use]
    pub fn new(transport: trace_otel::Otlp) -> Self {
        Otlp {
            transport,
            resource: Resource::default(),
            interval: Duration::from_secs(60),
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

    /// Whose metrics they are; should be the resource of the spans.
    #[must_use]
    pub fn resource(self, resource: Resource) -> Self {
        Otlp { resource, ..self }
    }

    /// How long it is from one message to the next; 60 s unless set.
    #[must_use]
    pub fn interval(self, interval: Duration) -> Self {
        Otlp { interval, ..self }
    }

    /// Starts the thread `trace-metrics-otlp`. It connects with the first message.
    ///
    /// # Errors
    ///
    /// [`StartError`] if a certificate or a key cannot be used, if a feature of `trace-otel`
    /// is missing, or if the system gives no thread.
    #[expect(
        clippy::disallowed_methods,
        reason = "belongs to no trace: it reads what all of them are counted by"
    )]
    pub fn start(self, metrics: Metrics) -> Result<MetricsExport, StartError> {
        let sender = Sender::new(&self.transport, Signal::Metrics).map_err(StartError::Setup)?;
        let export = MetricsExport::new();
        let exporter = Exporter {
            metrics,
            sender,
            target: self.transport.to_string(),
            resource: encode_resource(&self.resource),
            interval: self.interval,
            begun: SystemTime::now(),
            shared: Arc::clone(export.shared()),
            failing: false,
        };
        let thread = thread::Builder::new().name("trace-metrics-otlp".to_owned());
        thread
            .spawn(move || exporter.run())
            .map_err(StartError::Thread)?;
        Ok(export)
    }
}

/// Why metrics cannot be exported.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// A certificate, a key or a feature is missing.
    Setup(SetupError),
    /// The system gives no thread.
    Thread(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Setup(error) => write!(f, "metrics cannot be exported: {error}"),
            StartError::Thread(error) => write!(f, "no thread to export metrics on: {error}"),
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
