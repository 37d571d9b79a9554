//! An exporter that fails costs the spans it was given, and says so.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::pipeline::FlushError;
use trace_runtime::stats::DropReason;
use trace_runtime::{Pipeline, run_sync, stats};

const TIMEOUT: Duration = Duration::from_secs(60);

type Answer = fn(u64) -> Result<(), ExportError>;

/// Answers as it was told last.
struct Moody(Arc<Mutex<Answer>>);

impl SpanExporter for Moody {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        let answer = *self.0.lock().unwrap();
        answer(batch.len() as u64)
    }

    fn shutdown(&mut self, _: &Deadline) {
        panic!("in shutdown");
    }
}

#[test]
fn a_failing_exporter_costs_its_batch() {
    let answer: Arc<Mutex<Answer>> = Arc::new(Mutex::new(|_| Ok(())));
    let exporter = Moody(Arc::clone(&answer));
    let pipeline = Pipeline::builder().exporter(exporter).install().unwrap();
    let record = |answer_with: Answer| {
        *answer.lock().unwrap() = answer_with;
        let before = stats();
        for _ in 0..10 {
            run_sync("span", |_| {});
        }
        let flushed = pipeline.flush(TIMEOUT);
        let after = stats();
        assert_eq!(
            after.started,
            after.exported + after.dropped() + after.in_flight()
        );
        assert_eq!(after.in_flight(), 0);
        (flushed, after.exported - before.exported)
    };
    let dropped = |why| stats().dropped_for(why);

    let (flushed, exported) = record(|_| panic!("in export"));
    assert_eq!(flushed, Err(FlushError::ExportFailed { dropped: 10 }));
    assert_eq!((exported, dropped(DropReason::ExportPanicked)), (0, 10));

    let (flushed, exported) = record(|_| Ok(()));
    assert_eq!(flushed.unwrap().exported, 10);
    assert_eq!(exported, 10);

    let (_, exported) = record(|_| Err(ExportError::Failed("no route".to_owned())));
    assert_eq!((exported, dropped(DropReason::ExportFailed)), (0, 10));

    let (_, exported) = record(|_| Err(ExportError::TimedOut));
    assert_eq!((exported, dropped(DropReason::ExportTimedOut)), (0, 10));

    let (_, exported) = record(|_| {
        Err(ExportError::Rejected {
            spans: 3,
            reason: "too old".to_owned(),
        })
    });
    assert_eq!((exported, dropped(DropReason::ExportRejected)), (7, 3));

    // Nor does one that claims more than it was given upset the balance.
    let (_, exported) = record(|spans| {
        Err(ExportError::Rejected {
            spans: spans + 100,
            reason: "confused".to_owned(),
        })
    });
    assert_eq!((exported, dropped(DropReason::ExportRejected)), (0, 13));

    let report = pipeline.shutdown(TIMEOUT).unwrap();
    assert_eq!(report.stats.in_flight(), 0);
}
