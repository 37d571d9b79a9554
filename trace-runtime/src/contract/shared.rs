//! What all spans of one trace have in common inside this process.

use std::sync::Arc;

use crate::context::{Baggage, CorrelationId, TraceState};

/// Made once where a trace enters the process, and only if it brings something; then only
/// read. Children point to it; whatever outlives a borrow
/// ([`SealedContract`](crate::SealedContract)) counts a reference.
#[derive(Debug)]
pub(crate) struct Shared {
    /// Where it is not the trace id.
    pub(crate) correlation_id: Option<CorrelationId>,
    pub(crate) trace_state: TraceState,
    pub(crate) baggage: Baggage,
}

impl Shared {
    /// What most traces share that begin here.
    pub(super) const NOTHING: Shared = Shared {
        correlation_id: None,
        trace_state: TraceState::EMPTY,
        baggage: Baggage::EMPTY,
    };

    /// In a place of its own, if there is anything.
    pub(crate) fn into_arc(self) -> Option<Arc<Shared>> {
        let is_nothing =
            self.correlation_id.is_none() && self.trace_state.is_empty() && self.baggage.is_empty();
        (!is_nothing).then(|| Arc::new(self))
    }
}
