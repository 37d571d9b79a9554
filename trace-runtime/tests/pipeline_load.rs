//! A million spans, flat out: none is lost with default settings.

#![expect(
    clippy::disallowed_methods,
    reason = "threads and tasks of the test's own, most without a trace"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use trace_runtime::__macro_support::{Callsite, Contract, Span, SpanKind};
use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::{Pipeline, TraceContract, run_sync};

const SPANS: u64 = 500_000;

#[derive(Default)]
struct Counts {
    spans: AtomicU64,
    ids: AtomicU64,
    attributes: AtomicU64,
}

struct Count(Arc<Counts>);

impl SpanExporter for Count {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        assert!(batch.len() <= 4096);
        assert_eq!(batch.spans().count(), batch.len());
        for span in batch.spans() {
            for (key, value) in span.attributes() {
                assert!(matches!(key, "id" | "method"), "{key}={value}");
                self.0.attributes.fetch_add(1, Ordering::Relaxed);
            }
            let id = span.span_id().to_u64();
            self.0.ids.fetch_xor(id, Ordering::Relaxed);
        }
        let spans = batch.len() as u64;
        self.0.spans.fetch_add(spans, Ordering::Relaxed);
        Ok(())
    }
}

/// Returns the exclusive or of the ids of all its spans.
fn work(cx: &TraceContract) -> u64 {
    static CALLSITE: Callsite = Callsite::new(
        "leaf",
        SpanKind::Internal,
        "load",
        "work",
        "load.rs",
        1,
        &["id", "method"],
    );
    let mut ids = cx.span_id().to_u64();
    for id in 0..SPANS {
        let mut span = Span::<8>::start_with_room(Contract::__traced_parent(cx), &CALLSITE);
        span.declare(|attributes| {
            attributes.value(&id);
            attributes.value("GET");
        });
        ids ^= span.contract().span_id().to_u64();
        span.finish();
    }
    ids
}

#[test]
fn no_span_is_lost_flat_out() {
    let counts = Arc::<Counts>::default();
    let exporter = Count(Arc::clone(&counts));
    let pipeline = Pipeline::builder().exporter(exporter).install().unwrap();

    let threads = [0; 2].map(|_| thread::spawn(|| run_sync("root", work)));
    let ids = threads.map(|thread| thread.join().unwrap());

    let report = pipeline.shutdown(Duration::from_secs(60)).unwrap();
    let stats = report.stats;
    assert_eq!(stats.started, 2 * (SPANS + 1));
    assert_eq!(stats.exported, stats.started, "{stats:?}");
    assert_eq!((stats.dropped(), stats.in_flight()), (0, 0));
    assert_eq!(counts.spans.load(Ordering::Relaxed), stats.started);
    assert_eq!(counts.attributes.load(Ordering::Relaxed), 4 * SPANS);
    // Each of them once, and no other.
    assert_eq!(counts.ids.load(Ordering::Relaxed), ids[0] ^ ids[1]);
}
