//! Spans that are still running when the pipeline is shut down.

use std::time::{Duration, Instant};

use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::stats::DropReason;
use trace_runtime::{Pipeline, run_sync, stats};

/// Uses all the time it gets.
struct Retrying;

impl SpanExporter for Retrying {
    fn export(&mut self, _: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        while deadline.wait(Duration::from_millis(20)) {}
        Err(ExportError::TimedOut)
    }
}

#[test]
fn one_deadline_holds_for_all_of_shutdown() {
    let pipeline = Pipeline::builder()
        .max_batch(4)
        .exporter(Retrying)
        .install()
        .unwrap();
    run_sync("root", |cx| {
        for _ in 0..100 {
            cx.span_sync("leaf", |_| {});
        }
        let start = Instant::now();
        // 25 batches, each of which takes what it gets.
        let report = pipeline.shutdown(Duration::from_millis(600)).unwrap();
        let took = start.elapsed();
        assert!(took < Duration::from_millis(1500), "{took:?}");
        assert_eq!(report.stats.dropped(), 101);
        assert_eq!(report.stats.dropped_for(DropReason::StillOpen), 1);
        assert_eq!(report.stats.in_flight(), 0, "nothing is on its way");
        let said = report.to_string();
        let open = "1 span is still open and was not delivered; 100 spans were dropped (";
        assert!(said.starts_with(open), "{said}");
        cx.set_attribute("late", true);
    });
    let stats = stats();
    assert_eq!(
        (stats.started, stats.dropped(), stats.in_flight()),
        (101, 101, 0)
    );
    let reasons: Vec<_> = stats.dropped_by_reason().map(|(why, _)| why).collect();
    assert_eq!(reasons, [DropReason::Shutdown, DropReason::ExportTimedOut]);
}
