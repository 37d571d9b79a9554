//! Spans kept in memory, for tests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Batch, Deadline, ExportError, FinishedSpan, SpanExporter};
use crate::context::TraceId;

/// Keeps finished spans, for tests to look at; clones share them.
///
/// ```
/// use std::time::Duration;
/// use trace_runtime::exporter::MemoryExporter;
/// use trace_runtime::Pipeline;
///
/// let memory = MemoryExporter::new();
/// let pipeline = Pipeline::builder().exporter(memory.clone()).install()?;
///
/// trace_runtime::run_sync("checkout", |_| {});
///
/// pipeline.flush(Duration::from_secs(5))?;
/// assert_eq!(memory.spans()[0].name, "checkout");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct MemoryExporter {
    spans: Arc<Mutex<VecDeque<FinishedSpan>>>,
    capacity: usize,
}

impl MemoryExporter {
    /// Keeps 100,000 spans at most.
    pub fn new() -> Self {
        MemoryExporter::with_capacity(100_000)
    }

    /// Keeps so many spans at most; more are refused and counted as
    /// `export_rejected`.
    pub fn with_capacity(capacity: usize) -> Self {
        MemoryExporter {
            spans: Arc::default(),
            capacity,
        }
    }

    /// The spans so far, in the order in which they came. Flush first.
    pub fn spans(&self) -> Vec<FinishedSpan> {
        self.lock().iter().cloned().collect()
    }

    /// The spans of one trace so far: for tests that run side by side.
    pub fn trace(&self, trace_id: TraceId) -> Vec<FinishedSpan> {
        let spans = self.lock();
        let of_trace = spans.iter().filter(|span| span.trace_id == trace_id);
        of_trace.cloned().collect()
    }

    /// Gives the spans so far, and forgets them.
    pub fn take(&self) -> Vec<FinishedSpan> {
        self.lock().drain(..).collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<FinishedSpan>> {
        self.spans.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryExporter {
    fn default() -> Self {
        MemoryExporter::new()
    }
}

impl SpanExporter for MemoryExporter {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        let mut spans = self.lock();
        let room = self.capacity.saturating_sub(spans.len());
        spans.extend(batch.spans().take(room).map(|span| span.to_finished()));
        match batch.len().saturating_sub(room) {
            0 => Ok(()),
            refused => Err(ExportError::Rejected {
                spans: refused as u64,
                reason: format!("{} spans are kept at most", self.capacity),
            }),
        }
    }
}
