//! What the runtime counted while a recording ran.

use std::sync::atomic::{AtomicU64, Ordering};

use trace_runtime::{Counter, Stats, stats};

/// Recordings that run now.
static RUNNING: AtomicU64 = AtomicU64::new(0);
/// Recordings that were ever begun.
static BEGUN: AtomicU64 = AtomicU64::new(0);

/// A recording that runs.
pub(crate) struct Running {
    before: Stats,
    begun: u64,
    alone: bool,
}

impl Running {
    pub(crate) fn begin() -> Self {
        let alone = RUNNING.fetch_add(1, Ordering::AcqRel) == 0;
        Running {
            before: stats(),
            begun: BEGUN.fetch_add(1, Ordering::AcqRel) + 1,
            alone,
        }
    }

    /// What was lost in the meantime. The counters are those of the process, so
    /// that nothing can be said if another recording ran in part of that time.
    pub(crate) fn losses(&self) -> Vec<String> {
        if !self.alone || BEGUN.load(Ordering::Acquire) != self.begun {
            return Vec::new();
        }
        let after = stats();
        let mut losses = Vec::new();
        let mut lost = |before: u64, after: u64, what: &str| {
            if after > before {
                losses.push(format!("{} × {what}", after - before));
            }
        };
        for (counter, what) in COUNTERS {
            lost(self.before.counter(counter), after.counter(counter), what);
        }
        lost(self.before.dropped(), after.dropped(), "a span was dropped");
        losses
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Ordering::AcqRel);
    }
}

const COUNTERS: [(Counter, &str); 4] = [
    (
        Counter::StaleParent,
        "a span was started under a contract that was not the current one: pass `cx`, not an \
         outer contract",
    ),
    (
        Counter::ContextMissing,
        "`trace_runtime::current` found no span: pass the contract, or a sealed one",
    ),
    (
        Counter::RootInContext,
        "a trace was begun where a span was current: pass its contract on, or name the new trace \
         with `linked_trace`",
    ),
    (
        Counter::LogLinesWithoutContext,
        "a log line was written outside of any span",
    ),
];
