//! The part of a span that crosses processes.

pub(crate) mod baggage;
mod correlation;
mod generator;
mod id;
mod identity;
mod trace_flags;
pub(crate) mod trace_state;
pub(crate) mod traceparent;

pub use baggage::Baggage;
pub use correlation::{CorrelationId, ParseCorrelationIdError};
pub(crate) use id::parse_hex;
pub use id::{ParseIdError, SpanId, TraceId};
pub(crate) use identity::{Flags, Identity};
pub use trace_flags::TraceFlags;
pub use trace_state::{ParseTraceStateError, TraceState};
pub use traceparent::ParseTraceparentError;

/// Names a span, here or in another process, as W3C Trace Context does.
///
/// ```
/// use trace_runtime::SpanContext;
///
/// let caller = SpanContext::from_traceparent(
///     "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
/// )?;
/// assert!(caller.is_remote() && caller.flags().is_sampled());
/// assert_eq!(caller.span_id().to_string(), "00f067aa0ba902b7");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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

    /// A span of another process, from the value of a `traceparent` header (W3C
    /// Trace Context level 2, section 3.2). Of a version later than 00, the part
    /// that 00 has is used.
    ///
    /// # Errors
    ///
    /// [`ParseTraceparentError`] says which rule was broken; the specification
    /// asks to go on as if there were no header.
    pub fn from_traceparent(value: &str) -> Result<Self, ParseTraceparentError> {
        traceparent::parse(value)
    }

    /// The value of a `traceparent` header, as version 00, in ASCII.
    pub fn to_traceparent(&self) -> [u8; 55] {
        traceparent::format(self.trace_id, self.span_id, self.flags)
    }

    pub(crate) fn with_trace_state(self, trace_state: TraceState) -> Self {
        SpanContext {
            trace_state,
            ..self
        }
    }

    pub(crate) fn into_trace_state(self) -> TraceState {
        self.trace_state
    }

    /// The trace it belongs to.
    pub fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// The id of the span.
    pub fn span_id(&self) -> SpanId {
        self.span_id
    }

    /// The W3C trace flags of the trace.
    pub fn flags(&self) -> TraceFlags {
        self.flags
    }

    /// The vendors' part of the W3C trace context.
    pub fn trace_state(&self) -> &TraceState {
        &self.trace_state
    }

    /// Whether the span is one of another process.
    pub fn is_remote(&self) -> bool {
        self.remote
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceparent_there_and_back() {
        let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03";
        let context = SpanContext::from_traceparent(text).unwrap();
        assert_eq!(context.to_traceparent(), *text.as_bytes());
        assert!(context.trace_state().is_empty());

        let later = text.replacen("00", "cc", 1) + "-what-comes-later";
        let later = SpanContext::from_traceparent(&later).unwrap();
        assert_eq!(later.to_traceparent(), *text.as_bytes());
    }

    #[test]
    fn what_is_no_traceparent_says_why() {
        let why = |text: &str| SpanContext::from_traceparent(text).unwrap_err();
        let ids = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";
        assert_eq!(why(""), ParseTraceparentError::Length(0));
        let longer = why(&format!("00-{ids}-01-"));
        assert_eq!(longer, ParseTraceparentError::Length(56));
        assert_eq!(why(&format!("ff-{ids}-01")), ParseTraceparentError::Version);
        assert_eq!(why(&format!("00-{ids}_01")), ParseTraceparentError::Form);
        let zeros = why(&format!("00-{:032}-00f067aa0ba902b7-01", 0));
        assert_eq!(zeros, ParseTraceparentError::ZeroId);
    }
}
