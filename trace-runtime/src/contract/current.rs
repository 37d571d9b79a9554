//! The ambient context: for reading, never for requiring.
//!
//! Each poll of a traced future makes its contract current on that thread, so
//! that log lines, panics and callbacks of other libraries can find it.

use std::error::Error;
use std::fmt;

use super::sealed::SealedContract;
use super::{TraceContract, lend};
use crate::context::{
    CorrelationId, Identity, SpanContext, SpanId, TraceFlags, TraceId, TraceState,
};
use crate::counters::{self, ContextPlace};

/// Adopts the context that is current on this thread, for a callback whose
/// signature is not ours.
///
/// Inside traced functions take the contract as a parameter instead: this finds
/// nothing on a thread that the runtime does not know, and the compiler cannot
/// tell.
///
/// # Errors
///
/// [`ContextMissing`] when no span runs on this thread; each is counted in
/// [`stats`](crate::stats()) as `context_missing`.
///
/// ```
/// let missing = trace_runtime::current().unwrap_err();
/// assert!(missing.to_string().starts_with("TRACE_CONTEXT_MISSING"));
///
/// trace_runtime::run_sync("job", |cx| {
///     let adopted = trace_runtime::current().unwrap();
///     assert_eq!(adopted.trace_id(), cx.trace_id());
/// });
/// ```
pub fn current() -> Result<SealedContract, ContextMissing> {
    let found = lend::with_current(|current| current.map(TraceContract::seal));
    counters::expect_context(ContextPlace::Current, found.is_some());
    found.ok_or(ContextMissing(()))
}

/// Reads the ids of the current span, for loggers.
///
/// They are a copy: whatever `read` does, the span may end meanwhile.
///
/// ```
/// trace_runtime::run_sync("job", |cx| {
///     let id = trace_runtime::with_current(|span| span.map(|span| span.span_id()));
///     assert_eq!(id, Some(cx.span_id()));
/// });
/// ```
#[inline]
pub fn with_current<R>(read: impl FnOnce(Option<CurrentSpan>) -> R) -> R {
    let span = lend::with_current(|current| current.map(CurrentSpan::of));
    read(span)
}

/// What the ids of the span are that ran on this thread when it was asked for. It is
/// no contract: it opens nothing and records nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct CurrentSpan {
    identity: Identity,
    correlation_id: CorrelationId,
    trace_state: TraceState,
}

impl CurrentSpan {
    #[inline]
    fn of(contract: &TraceContract) -> Self {
        CurrentSpan {
            identity: *contract.identity(),
            correlation_id: contract.correlation_id(),
            trace_state: contract.trace_state().clone(),
        }
    }

    /// The trace it belongs to.
    pub fn trace_id(&self) -> TraceId {
        self.identity.trace_id
    }

    /// The id of the span.
    pub fn span_id(&self) -> SpanId {
        self.identity.span_id
    }

    /// The W3C trace flags of the trace.
    pub fn trace_flags(&self) -> TraceFlags {
        self.identity.flags.w3c()
    }

    /// The id that joins everything done for one request.
    pub fn correlation_id(&self) -> CorrelationId {
        self.correlation_id
    }

    /// Whether the span is recorded.
    pub fn is_recording(&self) -> bool {
        self.identity.flags.is_sampled()
    }

    /// The part of the span that crosses processes.
    pub fn span_context(&self) -> SpanContext {
        SpanContext::new(
            self.trace_id(),
            self.span_id(),
            self.trace_flags(),
            self.trace_state.clone(),
        )
    }
}

impl fmt::Debug for CurrentSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CurrentSpan")
            .field("trace_id", &self.trace_id())
            .field("span_id", &self.span_id())
            .finish_non_exhaustive()
    }
}

/// No span runs on this thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextMissing(());

impl fmt::Display for ContextMissing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "TRACE_CONTEXT_MISSING: no span runs on this thread. Take `cx: &TraceContract` as a \
             parameter; in a callback, move a `cx.seal()` in and `open` it; for work that belongs \
             to no request, begin a trace with `trace_runtime::run`",
        )
    }
}

impl Error for ContextMissing {}
