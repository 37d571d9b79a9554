//! What all spans of one trace have in common inside this process.

use crate::context::{Baggage, CorrelationId, TraceState};

/// Made once where a trace enters the process, then only read. Children point
/// to it; whatever outlives a borrow ([`SealedContract`](crate::SealedContract))
/// counts a reference.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) correlation_id: CorrelationId,
    pub(crate) trace_state: TraceState,
    pub(crate) baggage: Baggage,
}
