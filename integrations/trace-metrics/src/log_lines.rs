//! What trace-log counts besides lines and contexts.

use crate::families::Families;

/// The [`Source`](crate::Source) of what became of log lines that were written. How many
/// there were of each target, and how many without a context, is in
/// `context_expected_total` and `context_lost_total` already.
///
/// ```
/// use trace_metrics::Metrics;
///
/// let page = Metrics::new().source(trace_metrics::log).collect().to_text();
/// assert!(page.contains("\ntrace_log_write_failures_total 0\n"));
/// ```
pub fn log(to: &mut Families) {
    let stats = trace_log::stats();
    to.counter(
        "trace_log_write_failures_total",
        "Log lines that their writer failed to take.",
    )
    .sample([], stats.write_failures);
    to.counter(
        "trace_log_dropped_lines_total",
        "Log lines that a writer logged while it wrote another.",
    )
    .sample([], stats.dropped_lines);
}
