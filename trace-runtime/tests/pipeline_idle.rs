//! What a pipeline does when nothing comes any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::{Pipeline, run_sync, stats};

#[derive(Clone, Default)]
struct Idle(Arc<AtomicU64>);

impl SpanExporter for Idle {
    fn export(&mut self, _: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        Ok(())
    }

    fn idle(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
        panic!("it keeps its memory");
    }
}

impl Idle {
    fn wait(&self, times: u64) {
        let start = Instant::now();
        while self.0.load(Ordering::Relaxed) < times {
            assert!(start.elapsed() < Duration::from_secs(10), "{times}");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

fn spans() {
    run_sync("root", |cx| {
        for _ in 0..20_000 {
            cx.span_sync("leaf", |_| {});
        }
    });
}

#[test]
fn memory_is_given_back_once_for_each_burst() {
    let exporter = Idle::default();
    let pipeline = Pipeline::builder()
        .exporter(exporter.clone())
        .install()
        .unwrap();
    for burst in 1..=2 {
        spans();
        pipeline.flush(Duration::from_secs(10)).unwrap();
        assert_eq!(exporter.0.load(Ordering::Relaxed), burst - 1);
        exporter.wait(burst);
        let left = stats().buffer_bytes;
        assert!(left <= 64 * 1024, "{left}: more than this thread's chunk");
    }
    thread::sleep(Duration::from_millis(1500));
    assert_eq!(exporter.0.load(Ordering::Relaxed), 2, "once is enough");
    let report = pipeline.shutdown(Duration::from_secs(10)).unwrap();
    assert_eq!(report.stats.dropped(), 0);
}
