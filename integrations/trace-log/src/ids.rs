//! The ids that a line carries.

use trace_runtime::context::TraceFlags;
use trace_runtime::{CorrelationId, CurrentSpan, SealedContract, SpanId, TraceContract, TraceId};

/// The span in which something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ids {
    pub(crate) trace_id: TraceId,
    pub(crate) span_id: SpanId,
    pub(crate) flags: TraceFlags,
    pub(crate) correlation_id: CorrelationId,
}

impl From<CurrentSpan> for Ids {
    fn from(span: CurrentSpan) -> Self {
        Ids {
            trace_id: span.trace_id(),
            span_id: span.span_id(),
            flags: span.trace_flags(),
            correlation_id: span.correlation_id(),
        }
    }
}

impl From<&TraceContract> for Ids {
    fn from(cx: &TraceContract) -> Self {
        Ids {
            trace_id: cx.trace_id(),
            span_id: cx.span_id(),
            flags: cx.trace_flags(),
            correlation_id: cx.correlation_id(),
        }
    }
}

impl Ids {
    /// `None` if it is that of a span that is yet to begin.
    pub(crate) fn of_sealed(contract: &SealedContract) -> Option<Self> {
        Some(Ids {
            trace_id: contract.trace_id(),
            span_id: contract.span_id()?,
            flags: contract.trace_flags(),
            correlation_id: contract.correlation_id(),
        })
    }
}
