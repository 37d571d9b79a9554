//! Exporters for a pipeline of `trace_runtime`.

use std::hint::black_box;

use trace_otel::OtlpEncoder;
use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};

use crate::arrived::{self, ARRIVED};

/// Looks at each span, and counts.
#[derive(Debug, Default)]
pub struct CountingExporter;

impl SpanExporter for CountingExporter {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        count(batch);
        Ok(())
    }
}

/// Encodes each batch as OTLP, and counts.
#[derive(Debug, Default)]
pub struct EncodingExporter(OtlpEncoder);

impl SpanExporter for EncodingExporter {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        ARRIVED.add_bytes(black_box(self.0.encode(batch)).len());
        count(batch);
        Ok(())
    }
}

fn count(batch: &Batch<'_>) {
    let mut counted = arrived::Batch::default();
    for span in batch.spans() {
        black_box((
            span.name(),
            span.trace_id(),
            span.span_id(),
            span.start_unix_nanos(),
            span.end_unix_nanos(),
        ));
        counted.spans += 1;
        counted.roots += u64::from(span.parent_span_id().is_none());
        counted.attributes += span.attributes().count() as u64;
        counted.errors += u64::from(span.status().is_error());
        counted.events += span.events().count() as u64;
    }
    ARRIVED.add(&counted);
}
