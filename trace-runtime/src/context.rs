//! The part of a span that crosses processes.

use crate::id::{SpanId, TraceFlags, TraceId};
use crate::propagation::TraceState;

/// Names a span, here or in another process, as W3C Trace Context does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanContext {
    trace_id: TraceId,
    span_id: SpanId,
    flags: TraceFlags,
    trace_state: TraceState,
    remote: bool,
}

impl SpanContext {
    /// A span of this process.
    pub fn new(
        trace_id: TraceId,
        span_id: SpanId,
        flags: TraceFlags,
        trace_state: TraceState,
    ) -> Self {
        SpanContext {
            trace_id,
            span_id,
            flags,
            trace_state,
            remote: false,
        }
    }

    /// A span of another process.
    pub fn remote(
        trace_id: TraceId,
        span_id: SpanId,
        flags: TraceFlags,
        trace_state: TraceState,
    ) -> Self {
        SpanContext {
            remote: true,
            ..Self::new(trace_id, span_id, flags, trace_state)
        }
    }

    /// The trace it belongs to.
    pub fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// The span.
    pub fn span_id(&self) -> SpanId {
        self.span_id
    }

    /// The W3C trace flags.
    pub fn flags(&self) -> TraceFlags {
        self.flags
    }

    /// The vendors' part.
    pub fn trace_state(&self) -> &TraceState {
        &self.trace_state
    }

    /// Whether the span is one of another process.
    pub fn is_remote(&self) -> bool {
        self.remote
    }
}
