//! The lines that statements write, each within its span, so that it has its ids.

use std::time::Duration;

use trace_runtime::{SpanId, TraceId};

/// How much of a statement is in a line; bytes.
pub(crate) const LONGEST_STATEMENT: usize = 100;

/// The statement is asked for where the line is written: to hide its values takes time.
pub(crate) fn completed(
    statement: impl FnOnce() -> String,
    elapsed: Duration,
    returned: Option<u64>,
    affected: Option<u64>,
    slow: Duration,
) {
    let elapsed_ms = elapsed.as_secs_f64() * 1e3;
    if elapsed >= slow {
        tracing::warn!(
            statement = statement(),
            elapsed_ms,
            returned,
            affected,
            "slow statement"
        );
    } else {
        tracing::debug!(
            statement = statement(),
            elapsed_ms,
            returned,
            affected,
            "statement completed"
        );
    }
}

pub(crate) fn failed(statement: &str, elapsed: Duration, error_type: &str) {
    let elapsed_ms = elapsed.as_secs_f64() * 1e3;
    tracing::debug!(statement, elapsed_ms, error_type, "statement failed");
}

/// A transaction that neither committed nor was rolled back by somebody.
pub(crate) fn transaction_dropped(elapsed: Duration) {
    let elapsed_ms = elapsed.as_secs_f64() * 1e3;
    tracing::warn!(elapsed_ms, "transaction dropped: it is rolled back");
}

/// A transaction that holds a connection without using it. Who notices may be another: the
/// line has the ids of both.
pub(crate) fn transaction_idle(trace_id: TraceId, span_id: SpanId, idle: Duration) {
    tracing::warn!(
        held_by_trace_id = %trace_id,
        held_by_span_id = %span_id,
        idle_ms = idle.as_secs_f64() * 1e3,
        "transaction idle: it holds a connection"
    );
}

/// Whether anything would be written of what sqlx itself says of statements: what is slow
/// by its own measure, at least.
pub(crate) fn driver_is_heard() -> bool {
    tracing::enabled!(target: "sqlx::query", tracing::Level::WARN)
}
