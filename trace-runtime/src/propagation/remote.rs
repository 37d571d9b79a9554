//! What a header says about who sent it.

use crate::context::SpanContext;

/// What one format says about the caller.
pub(super) enum Remote {
    None,
    /// The headers are there, but wrong.
    Invalid,
    Sampled(bool),
    Parent(SpanContext),
}
