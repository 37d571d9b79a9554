//! Exporters that were written for the OpenTelemetry SDK.

mod code;
mod convert;

use std::time::Duration;

use opentelemetry::{Context, InstrumentationScope};
use opentelemetry_sdk::error::OTelSdkError;
use opentelemetry_sdk::trace::SpanExporter as ForeignExporter;
use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};

use code::Prepared;

use crate::time::TimeLeft;
use crate::worker::Worker;

/// Any exporter of `opentelemetry_sdk`, behind a pipeline of ours.
///
/// Spans are converted to the SDK's `SpanData`, which allocates several times
/// for each; [`OtlpExporter`](crate::OtlpExporter) does without. The exporter
/// runs on the collector's thread, in a tokio runtime of its own, with telemetry
/// of the SDK suppressed.
///
/// ```
/// use opentelemetry_sdk::trace::InMemorySpanExporter;
/// use trace_otel::SdkExporter;
///
/// let spans = InMemorySpanExporter::default();
/// let exporter = SdkExporter::new(spans.clone());
/// # drop(exporter);
/// ```
#[derive(Debug)]
pub struct SdkExporter<E> {
    exporter: E,
    timeout: Duration,
    /// The exporter was told whose spans it gets.
    introduced: bool,
    /// `None` if they are not sent.
    code: Option<Prepared>,
    worker: Worker,
}

impl<E: ForeignExporter> SdkExporter<E> {
    /// Wraps an exporter, which gets 30 s for a batch.
    pub fn new(exporter: E) -> Self {
        Self {
            exporter,
            timeout: Duration::from_secs(30),
            introduced: false,
            code: Some(Prepared::default()),
            worker: Worker::default(),
        }
    }

    /// Whether spans of traced functions say where they are in the code, as
    /// [`OtlpEncoder::code_attributes`](crate::OtlpEncoder::code_attributes) has it.
    #[must_use]
    pub fn code_attributes(mut self, sent: bool) -> Self {
        self.code = sent.then(Prepared::default);
        self
    }

    /// The time for a batch, after which the exporter's future is dropped.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

impl<E: ForeignExporter + 'static> SpanExporter for SdkExporter<E> {
    fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        let time = TimeLeft::new(self.timeout, deadline);
        if !self.introduced {
            self.exporter
                .set_resource(&convert::resource(batch.resource()));
            self.introduced = true;
        }
        let scope = InstrumentationScope::builder(batch.scope().name())
            .with_version(batch.scope().version())
            .build();
        let mut spans = Vec::with_capacity(batch.len());
        let code = &mut self.code;
        spans.extend(batch.spans().map(|span| {
            let code = code.as_mut().map(|code| code.of(&span));
            convert::span(&span, &scope, code.unwrap_or_default())
        }));

        let _suppressed = Context::enter_telemetry_suppressed_scope();
        match self.worker.run(self.exporter.export(spans), &time) {
            Ok(Some(Ok(()))) => Ok(()),
            Ok(Some(Err(OTelSdkError::Timeout(_))) | None) => Err(ExportError::TimedOut),
            Ok(Some(Err(error))) => Err(ExportError::Failed(error.to_string())),
            Err(error) => Err(ExportError::Failed(error.to_string())),
        }
    }

    fn shutdown(&mut self, deadline: &Deadline) {
        let _suppressed = Context::enter_telemetry_suppressed_scope();
        // What it could not do it has reported by itself; nobody is left to act.
        let _ = self.exporter.shutdown_with_timeout(deadline.remaining());
        self.worker.shut_down();
    }
}
