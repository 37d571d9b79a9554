//! From a trace to lines.

use trace_model::Trace;
use trace_model::otlp::json;

/// A trace as OTLP JSON: a line with its spans, and a line with its log lines, where it has
/// any. [`read`](super::read) reads the same trace out of it.
pub fn to_lines(trace: &Trace) -> String {
    let mut lines = String::new();
    if !trace.spans.is_empty() {
        lines.push_str(&json::write_traces_data(trace));
        lines.push('\n');
    }
    if !trace.logs.is_empty() {
        lines.push_str(&json::write_logs_data(trace));
        lines.push('\n');
    }
    lines
}
