//! The one pipeline of the process, and the spans it has delivered.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::losses;
use trace_runtime::exporter::{Batch, Deadline, ExportError, FinishedSpan, SpanExporter};
use trace_runtime::sampling::Sampler;
use trace_runtime::{Pipeline, TraceId};

/// Spans that are kept; the oldest make room.
const CAPACITY: usize = 100_000;
/// For spans that end after the recording: short, since a test waits for it.
const SCHEDULE_DELAY: Duration = Duration::from_millis(10);
const FLUSH_TIMEOUT: Duration = Duration::from_secs(10);

type Spans = Arc<Mutex<VecDeque<FinishedSpan>>>;

pub(crate) struct Recorder {
    pipeline: Pipeline,
    spans: Spans,
}

/// Installed by the first recording, for as long as the process lives.
pub(crate) fn recorder() -> &'static Recorder {
    static RECORDER: LazyLock<Recorder> = LazyLock::new(Recorder::install);
    &RECORDER
}

impl Recorder {
    fn install() -> Self {
        losses::observe();
        let spans = Spans::default();
        let pipeline = Pipeline::builder()
            .sampler(Sampler::always_on())
            .schedule_delay(SCHEDULE_DELAY)
            .exporter(Keep(Arc::clone(&spans)))
            .install();
        match pipeline {
            Ok(pipeline) => Recorder { pipeline, spans },
            Err(error) => panic!(
                "trace-testing records with a pipeline of its own, which could not be installed: \
                 {error}; do not install one in tests"
            ),
        }
    }

    /// Brings in all spans that have ended so far.
    pub(crate) fn flush(&self) {
        if let Err(error) = self.pipeline.flush(FLUSH_TIMEOUT) {
            panic!("the spans of this test could not be read: {error}");
        }
    }

    /// The spans of a trace, and of those that link to it, directly or through
    /// another; in the order in which they started.
    pub(crate) fn spans_of(&self, trace_id: TraceId) -> Vec<FinishedSpan> {
        let kept = lock(&self.spans);
        let mut traces = HashSet::from([trace_id]);
        loop {
            let before = traces.len();
            for span in kept.iter() {
                if span
                    .links
                    .iter()
                    .any(|link| traces.contains(&link.trace_id))
                {
                    traces.insert(span.trace_id);
                }
            }
            if traces.len() == before {
                break;
            }
        }
        let of_traces = kept.iter().filter(|span| traces.contains(&span.trace_id));
        let mut spans: Vec<_> = of_traces.cloned().collect();
        spans.sort_by_key(|span| span.start_unix_nanos);
        spans
    }
}

struct Keep(Spans);

impl SpanExporter for Keep {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        let mut spans = lock(&self.0);
        spans.extend(batch.spans().map(|span| span.to_finished()));
        let excess = spans.len().saturating_sub(CAPACITY);
        spans.drain(..excess);
        Ok(())
    }
}

fn lock(spans: &Spans) -> MutexGuard<'_, VecDeque<FinishedSpan>> {
    // A test that panicked while it looked has broken nothing.
    spans.lock().unwrap_or_else(PoisonError::into_inner)
}
