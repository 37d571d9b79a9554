//! An exporter whose own code makes spans, flushes, and shuts down.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::pipeline::{FlushError, ShutdownError};
use trace_runtime::{Pipeline, run_sync, stats};

static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
static BATCHES: AtomicU64 = AtomicU64::new(0);

struct Traced;

impl SpanExporter for Traced {
    fn export(&mut self, _: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        run_sync("POST /v1/traces", |cx| {
            cx.span_sync("connect", |cx| assert!(!cx.is_recording()));
        });
        // Either would wait for itself.
        let pipeline = PIPELINE.wait();
        let timeout = Duration::from_secs(3600);
        assert_eq!(pipeline.flush(timeout), Err(FlushError::InsideExporter));
        let shut_down = pipeline.shutdown(timeout);
        assert_eq!(shut_down, Err(ShutdownError::InsideExporter));
        BATCHES.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

#[test]
fn an_exporter_that_is_traced_itself_causes_no_loop() {
    let pipeline = Pipeline::builder()
        .schedule_delay(Duration::from_millis(10))
        .exporter(Traced)
        .install()
        .unwrap();
    let pipeline = PIPELINE.get_or_init(|| pipeline);
    run_sync("request", |_| {});
    pipeline.flush(Duration::from_secs(30)).unwrap();
    // Many times the delay after which a span of the exporter's would follow.
    thread::sleep(Duration::from_millis(300));
    let stats = stats();
    assert_eq!((stats.started, stats.exported), (1, 1));
    assert_eq!(BATCHES.load(Ordering::Relaxed), 1);
}
