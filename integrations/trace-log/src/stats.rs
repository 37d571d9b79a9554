//! What became of log lines, as public numbers.

use std::sync::atomic::{AtomicU64, Ordering};

use trace_runtime::integration::expect_context;
use trace_runtime::stats::{ContextCount, ContextPlace};

static WRITE_FAILURES: AtomicU64 = AtomicU64::new(0);
static DROPPED_LINES: AtomicU64 = AtomicU64::new(0);

pub(crate) fn line(target: &'static str, with_context: bool) {
    expect_context(ContextPlace::LogLine(target), with_context);
}

pub(crate) fn write_failed() {
    WRITE_FAILURES.fetch_add(1, Ordering::Relaxed);
}

pub(crate) fn line_dropped() {
    DROPPED_LINES.fetch_add(1, Ordering::Relaxed);
}

pub(crate) fn span(adopted: bool) {
    expect_context(ContextPlace::Instrument, adopted);
}

/// What became of the log lines of this process so far.
///
/// ```
/// let stats = trace_log::stats();
/// let without: u64 = stats.targets.iter().map(|of| of.without_context).sum();
/// assert_eq!(without, stats.lines_without_context());
/// ```
pub fn stats() -> LogStats {
    let stats = trace_runtime::stats();
    let spans = stats.context_at(ContextPlace::Instrument);
    LogStats {
        targets: stats
            .contexts()
            .iter()
            .filter_map(TargetLines::of)
            .collect(),
        write_failures: WRITE_FAILURES.load(Ordering::Relaxed),
        dropped_lines: DROPPED_LINES.load(Ordering::Relaxed),
        adopted_spans: spans.expected - spans.lost,
        spans_without_context: spans.lost,
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
}

/// Log lines of one target.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TargetLines {
    /// The target of the events, `log` for records of the `log` crate, or
    /// [`OTHER`](Self::OTHER).
    pub target: &'static str,
    /// Lines of this target.
    pub lines: u64,
    /// Lines of this target that were written outside of any span.
    pub without_context: u64,
}

impl TargetLines {
    /// Stands for the targets that came when there was no room left: a process
    /// keeps count of some 200.
    pub const OTHER: &'static str = ContextPlace::OTHER;

    fn of(count: &ContextCount) -> Option<Self> {
        match count.place {
            ContextPlace::LogLine(target) => Some(TargetLines {
                target,
                lines: count.expected,
                without_context: count.lost,
            }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_target() {
        line("shop::checkout", true);
        line("shop::checkout", false);
        line("shop::cart", true);
        let stats = stats();
        let of = |target| {
            let found = stats.targets.iter().find(|of| of.target == target);
            found.map(|of| (of.lines, of.without_context))
        };
        assert_eq!(of("shop::checkout"), Some((2, 1)));
        assert_eq!(of("shop::cart"), Some((1, 0)));
        assert_eq!(of("shop::nothing"), None);
        assert!(stats.lines() >= 3 && stats.lines_without_context() >= 1);
    }
}
