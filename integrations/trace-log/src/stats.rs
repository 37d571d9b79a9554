//! What became of log lines, as public numbers.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use trace_runtime::integration::count;
use trace_runtime::stats::Counter;

use crate::targets::{self, TargetLines};

static WRITE_FAILURES: AtomicU64 = AtomicU64::new(0);
static DROPPED_LINES: AtomicU64 = AtomicU64::new(0);
static ADOPTED_SPANS: AtomicU64 = AtomicU64::new(0);
static SPANS_WITHOUT_CONTEXT: AtomicU64 = AtomicU64::new(0);

pub(crate) fn line(target: &'static str, with_context: bool) {
    count(Counter::LogLines);
    if !with_context {
        count(Counter::LogLinesWithoutContext);
    }
    targets::count(target, with_context);
}

pub(crate) fn write_failed() {
    WRITE_FAILURES.fetch_add(1, Ordering::Relaxed);
}

pub(crate) fn line_dropped() {
    DROPPED_LINES.fetch_add(1, Ordering::Relaxed);
}

pub(crate) fn span_adopted() {
    ADOPTED_SPANS.fetch_add(1, Ordering::Relaxed);
}

pub(crate) fn span_without_context() {
    SPANS_WITHOUT_CONTEXT.fetch_add(1, Ordering::Relaxed);
}

/// What became of the log lines of this process so far.
///
/// ```
/// let stats = trace_log::stats();
/// let without: u64 = stats.targets.iter().map(|of| of.without_context).sum();
/// assert_eq!(without, stats.lines_without_context());
/// ```
pub fn stats() -> LogStats {
    LogStats {
        targets: targets::read(),
        write_failures: WRITE_FAILURES.load(Ordering::Relaxed),
        dropped_lines: DROPPED_LINES.load(Ordering::Relaxed),
        adopted_spans: ADOPTED_SPANS.load(Ordering::Relaxed),
        spans_without_context: SPANS_WITHOUT_CONTEXT.load(Ordering::Relaxed),
    }
}

/// Counts of log lines, and of the spans that came with them.
///
/// The share of lines without context says how much of what a service logs
/// cannot be found by its trace; the targets say where to look.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogStats {
    /// The lines of each target.
    pub targets: Vec<TargetLines>,
    /// Lines that their writer failed to take, or panicked on.
    pub write_failures: u64,
    /// Lines that a writer logged while it wrote another.
    pub dropped_lines: u64,
    /// Spans of `tracing` that became children of a contract.
    pub adopted_spans: u64,
    /// Spans of `tracing` that would have, had there been a contract.
    pub spans_without_context: u64,
}

impl LogStats {
    /// Lines of all targets.
    pub fn lines(&self) -> u64 {
        self.targets.iter().map(|of| of.lines).sum()
    }

    /// Lines that were written outside of any span.
    pub fn lines_without_context(&self) -> u64 {
        self.targets.iter().map(|of| of.without_context).sum()
    }

    /// The text that a Prometheus server scrapes. It goes behind that of
    /// [`trace_runtime::stats::Stats::to_prometheus`], which has the sums.
    pub fn to_prometheus(&self) -> String {
        let mut text = String::new();
        let by_target = |lines: fn(&TargetLines) -> u64| {
            let sample =
                |of: &TargetLines| (format!("{{target=\"{}\"}}", label(of.target)), lines(of));
            self.targets.iter().map(sample).collect::<Vec<_>>()
        };
        let total = |value| vec![(String::new(), value)];
        for (name, help, samples) in [
            (
                "trace_log_target_lines_total",
                "Log lines, by target.",
                by_target(|of| of.lines),
            ),
            (
                "trace_log_target_lines_without_context_total",
                "Log lines written outside of any span, by target.",
                by_target(|of| of.without_context),
            ),
            (
                "trace_log_write_failures_total",
                "Log lines that their writer failed to take.",
                total(self.write_failures),
            ),
            (
                "trace_log_dropped_lines_total",
                "Log lines that a writer logged while it wrote another.",
                total(self.dropped_lines),
            ),
            (
                "trace_log_adopted_spans_total",
                "Spans of tracing that became children of a contract.",
                total(self.adopted_spans),
            ),
            (
                "trace_log_spans_without_context_total",
                "Spans of tracing for which there was no contract.",
                total(self.spans_without_context),
            ),
        ] {
            // Writing to a `String` does not fail.
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter");
            for (labels, value) in samples {
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        }
        text
    }
}

fn label(target: &str) -> String {
    target
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_help_and_type() {
        line("shop::checkout", true);
        line("odd \"target\"", false);
        let text = stats().to_prometheus();
        assert!(text.contains("{target=\"odd \\\"target\\\"\"} 1"), "{text}");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (name, value) = line.rsplit_once(' ').unwrap();
            value.parse::<u64>().unwrap();
            let name = name.split('{').next().unwrap();
            assert!(text.contains(&format!("# HELP {name} ")), "{name}");
            assert!(text.contains(&format!("# TYPE {name} counter\n")), "{name}");
        }
    }
}
