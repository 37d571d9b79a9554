//! An exporter whose own code makes spans, flushes, and shuts down.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::{Pipeline, run_sync, stats};

struct Traced(Arc<AtomicU64>);

impl SpanExporter for Traced {
    fn export(&mut self, _: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        run_sync("POST /v1/traces", |cx| {
            cx.span_sync("connect", |cx| assert!(!cx.is_recording()));
        });
        if let Some(pipeline) = &self.pipeline {
            // Either would wait for itself.
            let timeout = Duration::from_secs(3600);
            let told = "called from inside of the exporter";
            assert_eq!(pipeline.flush(timeout).unwrap_err().to_string(), told);
            assert_eq!(pipeline.shutdown(timeout).unwrap_err().to_string(), told);
            self.told.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}

#[test]
fn an_exporter_that_is_traced_itself_causes_no_loop() {
    let batches = Arc::<AtomicU64>::default();
    let pipeline = Pipeline::builder()
        .schedule_delay(Duration::from_millis(10))
        .exporter(Traced(Arc::clone(&batches)))
        .install()
        .unwrap();
    run_sync("request", |_| {});
    pipeline.flush(Duration::from_secs(30)).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let stats = stats();
    assert_eq!((stats.started, stats.exported), (1, 1));
    assert_eq!(batches.load(Ordering::Relaxed), 1);
}
