//! OTLP's `ExportTraceServiceRequest`, straight from span records.
//!
//! One buffer is used for all batches; nothing is allocated for a span.

mod resource;
mod span;
mod value;
mod wire;

use trace_runtime::exporter::Batch;

use resource::{ResourceMessage, ScopeMessage};
use span::SpanMessage;
use wire::Sink;

/// Encodes batches. Its buffers are used again for each.
#[derive(Debug, Default)]
pub(crate) struct Encoder {
    resource: Vec<u8>,
    scope: Vec<u8>,
    /// What stands before the spans.
    head: Vec<u8>,
}

/// Room for the tags and lengths around resource and scope.
const OPENINGS: usize = 2 * (1 + 10);

impl Encoder {
    /// Encodes `batch` into `buffer`, in place of what it held. The message
    /// begins at the returned offset and ends with the buffer.
    ///
    /// The head says how long the spans are. They are therefore written first,
    /// behind room for the longest head, and then the head, up to where they
    /// begin.
    pub(crate) fn encode(&mut self, batch: &Batch<'_>, buffer: &mut Vec<u8>) -> usize {
        let Self {
            resource,
            scope,
            head,
        } = self;
        resource.clear();
        resource.message(1, &ResourceMessage(batch.resource()));
        scope.clear();
        scope.message(1, &ScopeMessage(batch.scope()));
        let room = resource.len() + scope.len() + OPENINGS;

        buffer.clear();
        buffer.resize(room, 0);
        for span in batch.spans() {
            buffer.message(2, &SpanMessage(span));
        }
        let spans = buffer.len() - room;

        // In ResourceSpans { resource = 1, scope_spans = 2 }:
        // ScopeSpans { scope = 1, spans = 2 }
        head.clear();
        head.opening(2, scope.len() + spans);
        let resource_spans = resource.len() + head.len() + scope.len() + spans;
        head.clear();
        // ExportTraceServiceRequest { resource_spans = 1 }
        head.opening(1, resource_spans);
        head.extend_from_slice(resource);
        head.opening(2, scope.len() + spans);
        head.extend_from_slice(scope);

        let start = room.saturating_sub(head.len());
        if let Some(room) = buffer.get_mut(start..room) {
            room.copy_from_slice(head);
        }
        start
    }
}
