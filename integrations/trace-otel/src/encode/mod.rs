//! OTLP's `ExportTraceServiceRequest`, straight from span records.
//!
//! What a callsite knows of its spans is encoded once. One buffer is used for
//! all batches; nothing is allocated for a span.

mod callsite;
mod resource;
mod span;
mod value;
mod wire;

use trace_runtime::Resource;
use trace_runtime::exporter::Batch;

use callsite::Callsites;
use resource::{resource, scope};
use span::span;
use wire::Writer;

/// Encodes batches as OTLP's `ExportTraceServiceRequest`, in protobuf: for an
/// exporter that delivers them in a way of its own.
///
/// What it allocates, it uses again for the next batch. [`OtlpExporter`] encodes
/// with one of these.
///
/// ```
/// use trace_otel::OtlpEncoder;
/// use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
///
/// /// Counts the bytes that would be sent.
/// #[derive(Default)]
/// struct Measure {
///     encoder: OtlpEncoder,
///     bytes: usize,
/// }
///
/// impl SpanExporter for Measure {
///     fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
///         self.bytes += self.encoder.encode(batch).len();
///         Ok(())
///     }
/// }
/// ```
///
/// [`OtlpExporter`]: crate::OtlpExporter
#[derive(Debug)]
pub struct OtlpEncoder {
    callsites: Callsites,
    writer: Writer,
    /// How many bytes the lengths of the outer messages took last.
    widths: [usize; 2],
}

impl Default for OtlpEncoder {
    fn default() -> Self {
        Self::new()
    }
}

impl OtlpEncoder {
    /// An encoder, which allocates with the first batch.
    #[must_use]
    pub fn new() -> Self {
        Self {
            callsites: Callsites::new(true),
            writer: Writer::default(),
            widths: [0; 2],
        }
    }

    /// Whether spans of traced functions say where they are in the code:
    /// `code.function.name`, `code.file.path` and `code.line.number`. They do, unless
    /// told otherwise. To be called before the first batch.
    #[must_use]
    pub fn code_attributes(mut self, sent: bool) -> Self {
        self.callsites = Callsites::new(sent);
        self
    }

    /// The message for `batch`, until the next call.
    pub fn encode(&mut self, batch: &Batch<'_>) -> &[u8] {
        let to = &mut self.writer;
        to.clear();
        // ExportTraceServiceRequest { resource_spans = 1 }
        let resource_spans = to.open(1, self.widths[0]);
        // ResourceSpans { resource = 1, scope_spans = 2 }
        resource(to, 1, batch.resource());
        let scope_spans = to.open(2, self.widths[1]);
        // ScopeSpans { scope = 1, spans = 2 }
        scope(to, 1, batch.scope());
        for record in batch.spans() {
            let callsite = self.callsites.prepared(record.callsite());
            span(to, 2, &record, callsite);
        }
        self.widths[1] = to.close(scope_spans);
        self.widths[0] = to.close(resource_spans);
        to.written()
    }

    /// Takes the memory that the last message lies at the beginning of.
    pub(crate) fn take_memory(&mut self) -> Vec<u8> {
        self.writer.take_memory()
    }

    /// Gives it back, for the next one.
    pub(crate) fn reuse_memory(&mut self, memory: Vec<u8>) {
        self.writer.reuse_memory(memory);
    }
}

/// A resource as OTLP's `Resource`, in protobuf, behind the tag of field 1: the beginning of
/// `ResourceMetrics`, `ResourceLogs` and `ResourceSpans`, for whoever encodes the rest.
///
/// ```
/// use trace_runtime::Resource;
///
/// let field = trace_otel::encode_resource(&Resource::service("shop"));
/// assert_eq!(field[0], 1 << 3 | 2);
/// ```
#[must_use]
pub fn encode_resource(of: &Resource) -> Vec<u8> {
    let mut to = Writer::default();
    resource(&mut to, 1, of);
    to.written().to_vec()
}
