//! Exporters that misbehave, and what most cases check.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::stats::Stats;
use trace_runtime::{run_sync, stats};

/// What takes longer than this hangs. Nothing here waits for more than a second.
pub(crate) const HANG: Duration = Duration::from_secs(60);

/// Never comes back, whatever the deadline.
pub(crate) struct Hangs;

impl SpanExporter for Hangs {
    fn export(&mut self, _: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        loop {
            thread::park();
        }
    }
}

/// Fails and tries again until its time is up.
pub(crate) struct Retries;

impl SpanExporter for Retries {
    fn export(&mut self, _: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        while deadline.wait(Duration::from_millis(20)) {}
        Err(ExportError::TimedOut)
    }
}

/// Counts the spans, and answers at once.
#[derive(Clone, Default)]
pub(crate) struct Counts(Arc<AtomicU64>);

impl Counts {
    pub(crate) fn spans(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl SpanExporter for Counts {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        self.0
            .fetch_add(batch.spans().count() as u64, Ordering::Relaxed);
        Ok(())
    }
}

/// Makes so many root spans.
pub(crate) fn spans(count: u64) {
    for _ in 0..count {
        run_sync("span", |cx| cx.set_attribute("recorded", true));
    }
}

/// The counters, which must add up.
pub(crate) fn balanced() -> Stats {
    let stats = stats();
    let settled = stats.exported + stats.dropped();
    assert_eq!(stats.started, settled + stats.in_flight(), "{stats:?}");
    stats
}

/// What `work` returns, unless it takes so long that it must have hung.
pub(crate) fn no_hang<T>(work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    let took = start.elapsed();
    assert!(took < HANG, "it took {took:?}");
    result
}
