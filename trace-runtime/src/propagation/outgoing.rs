//! What is written of a span.

use crate::context::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};

/// A [`SpanContext`] whose `tracestate` is borrowed: to write it, no reference has to be
/// counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outgoing<'a> {
    pub(crate) trace_id: TraceId,
    pub(crate) span_id: SpanId,
    pub(crate) flags: TraceFlags,
    pub(crate) trace_state: &'a TraceState,
}

impl<'a> Outgoing<'a> {
    pub(super) fn of(context: &'a SpanContext) -> Self {
        Outgoing {
            trace_id: context.trace_id(),
            span_id: context.span_id(),
            flags: context.flags(),
            trace_state: context.trace_state(),
        }
    }
}
