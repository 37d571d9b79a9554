//! Exporters that panic, fail and are slow.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::pipeline::FlushError;
use trace_runtime::stats::DropReason;
use trace_runtime::{Pipeline, run, run_sync, stats};

use crate::harness::{Case, case, ends_well};
use crate::support::{Counts, HANG, Hangs, Retries, balanced, no_hang, spans};

pub(crate) const CASES: [Case; 8] = [
    case("exporter/panics once", panics_once),
    Case {
        name: "exporter/panics always",
        run: panics_always,
        check: |ended| {
            ends_well(ended);
            // It is said, but not a hundred times.
            let told = ended.stderr.matches("trace: the exporter panicked");
            assert_eq!(told.count(), 1);
        },
    },
    Case {
        name: "exporter/fails, and the pipeline is dropped",
        run: || {
            let pipeline = Pipeline::builder().exporter(Retries);
            let pipeline = pipeline.export_timeout(Duration::from_millis(1));
            let pipeline = pipeline.install().unwrap();
            run_sync("open", |_| {
                spans(3);
                drop(pipeline);
            });
        },
        check: |ended| {
            ends_well(ended);
            // The exporter's error, and once, at the end, what it cost.
            let last = ended.stderr.lines().last();
            let cost = "trace: 1 span is still open and was not delivered; \
                        3 spans were dropped (3 export_timed_out)";
            assert_eq!(last, Some(cost));
            assert!(!ended.stderr.contains("so far"), "{}", ended.stderr);
        },
    },
    case("exporter/fails until it heals, spans are kept", heals),
    case("exporter/hangs, a flush says so", hangs),
    case("exporter/is slow", slow),
    case("exporter/its client is traced", traced_client),
    case("exporter/hangs under load", overload),
];

/// Panics in its first export; what it throws panics when it is dropped.
struct PanicsOnce(Counts, bool);

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("in the drop of what was thrown");
    }
}

impl SpanExporter for PanicsOnce {
    fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        if std::mem::replace(&mut self.1, false) {
            std::panic::panic_any(Bomb);
        }
        self.0.export(batch, deadline)
    }
}

fn panics_once() {
    let counts = Counts::default();
    let exporter = PanicsOnce(counts.clone(), true);
    let pipeline = Pipeline::builder().max_batch(10).exporter(exporter);
    let pipeline = pipeline.install().unwrap();
    spans(1_000);
    let flushed = pipeline.flush(HANG);
    let report = pipeline.shutdown(HANG).unwrap();
    let lost = report.stats.dropped_for(DropReason::ExportPanicked);
    assert!((1..=10).contains(&lost), "one batch, but {lost}");
    assert_eq!(counts.spans(), 1_000 - lost);
    // It may have happened before the flush.
    let of_flush = [Err(FlushError::ExportFailed { dropped: lost })];
    assert!(
        flushed.is_ok() || of_flush.contains(&flushed),
        "{flushed:?}"
    );
}

fn panics_always() {
    struct Panics;

    impl SpanExporter for Panics {
        fn export(&mut self, _: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
            panic!("in export");
        }

        fn shutdown(&mut self, _: &Deadline) {
            panic!("in shutdown");
        }
    }

    impl Drop for Panics {
        fn drop(&mut self) {
            panic!("in drop");
        }
    }

    let pipeline = Pipeline::builder().max_batch(10).exporter(Panics);
    let pipeline = pipeline.install().unwrap();
    spans(1_000);
    no_hang(|| {
        assert!(pipeline.flush(HANG).is_err());
        spans(10);
        let report = pipeline.shutdown(HANG).unwrap();
        assert_eq!(report.stats.dropped_for(DropReason::ExportPanicked), 1_010);
    });
    assert_eq!(balanced().in_flight(), 0);
}

/// Is answered with an error until it is healed, and tries again, as an exporter
/// does on 503.
struct Outage {
    healed: Arc<AtomicBool>,
    counts: Counts,
}

impl SpanExporter for Outage {
    fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        while !self.healed.load(Ordering::Relaxed) {
            if !deadline.wait(Duration::from_millis(10)) {
                return Err(ExportError::TimedOut);
            }
        }
        self.counts.export(batch, deadline)
    }
}

fn heals() {
    let (healed, counts) = (Arc::<AtomicBool>::default(), Counts::default());
    let exporter = Outage {
        healed: Arc::clone(&healed),
        counts: counts.clone(),
    };
    let pipeline = Pipeline::builder().max_batch(64).exporter(exporter);
    let pipeline = pipeline.install().unwrap();
    spans(400);
    let flushed = no_hang(|| pipeline.flush(Duration::from_millis(500)));
    assert_eq!(flushed, Err(FlushError::TimedOut));
    let kept = balanced();
    assert_eq!((kept.dropped(), kept.in_flight()), (0, 400));
    healed.store(true, Ordering::Relaxed);
    pipeline.flush(HANG).unwrap();
    assert_eq!((counts.spans(), balanced().exported), (400, 400));
}

fn hangs() {
    let pipeline = Pipeline::builder().exporter(Hangs).install().unwrap();
    spans(400);
    for _ in 0..2 {
        let flushed = no_hang(|| pipeline.flush(Duration::from_millis(200)));
        assert_eq!(flushed, Err(FlushError::TimedOut));
    }
    let kept = balanced();
    assert_eq!((kept.dropped(), kept.in_flight()), (0, 400));
    // Or dropping the pipeline would wait for 5 s.
    assert!(pipeline.shutdown(Duration::from_millis(100)).is_err());
}

/// 10 ms a batch, and nothing is lost.
fn slow() {
    struct Slow(Counts);

    impl SpanExporter for Slow {
        fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
            thread::sleep(Duration::from_millis(10));
            self.0.export(batch, deadline)
        }
    }

    let counts = Counts::default();
    let exporter = Slow(counts.clone());
    let pipeline = Pipeline::builder().exporter(exporter).install().unwrap();
    let threads = [0; 2].map(|_| thread::spawn(|| spans(20_000)));
    for thread in threads {
        thread.join().unwrap();
    }
    let report = pipeline.shutdown(HANG).unwrap();
    assert_eq!((counts.spans(), report.stats.dropped()), (40_000, 0));
}

/// The client has a runtime of its own on the exporter's thread, and spans in
/// every task: one span in, one span out.
fn traced_client() {
    struct Client(tokio::runtime::Runtime, Arc<AtomicU64>);

    impl SpanExporter for Client {
        fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
            self.1.fetch_add(batch.len() as u64, Ordering::Relaxed);
            self.0.block_on(async {
                run("POST /v1/traces", async |cx| {
                    let request = cx.spawn("connect", async |cx| cx.is_recording());
                    assert!(!request.await.unwrap());
                })
                .await;
            });
            Ok(())
        }
    }

    let exported = Arc::<AtomicU64>::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let exporter = Client(runtime, Arc::clone(&exported));
    let pipeline = Pipeline::builder()
        .schedule_delay(Duration::from_millis(1))
        .exporter(exporter)
        .install()
        .unwrap();
    spans(1);
    pipeline.flush(HANG).unwrap();
    // Each span that came back would be a batch by now.
    thread::sleep(Duration::from_millis(300));
    let stats = pipeline.shutdown(HANG).unwrap().stats;
    assert_eq!((stats.started, stats.exported), (1, 1));
    assert_eq!(exported.load(Ordering::Relaxed), 1);
}

/// Four threads write at once into buffers that are full, behind an exporter that
/// hangs: all of it is counted, within the memory that is allowed.
fn overload() {
    const LIMIT: usize = 2 * 1024 * 1024;
    const EACH: u64 = 20_000;
    let builder = Pipeline::builder().memory_limit(LIMIT).exporter(Hangs);
    let pipeline = builder.install().unwrap();
    let threads = [0; 4].map(|_| {
        thread::spawn(|| {
            run_sync("root", |cx| {
                for number in 0..EACH {
                    cx.span_sync("leaf", |cx| cx.set_attribute("number", number));
                    if number % 500 == 0 {
                        let bytes = stats().buffer_bytes;
                        assert!(bytes <= LIMIT as u64, "{bytes}");
                    }
                }
            });
        })
    });
    no_hang(|| threads.map(|thread| thread.join().unwrap()));
    let stats = balanced();
    assert_eq!(stats.started, 4 * (EACH + 1));
    assert_eq!(stats.dropped(), stats.dropped_for(DropReason::BufferFull));
    assert!(stats.dropped() > 0);
    assert!(pipeline.shutdown(Duration::from_millis(100)).is_err());
}
