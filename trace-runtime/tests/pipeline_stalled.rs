//! An exporter that hangs: memory is bounded, and every span is accounted for.

#![expect(
    clippy::disallowed_methods,
    reason = "threads and tasks of the test's own, most without a trace"
)]

use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::pipeline::FlushError;
use trace_runtime::stats::DropReason;
use trace_runtime::{Pipeline, SpanBuilder, run_sync, stats};

const LIMIT: usize = 4 * 1024 * 1024;

/// Hangs in its first batch until it is told to go on.
struct Stalled(Option<Receiver<()>>);

impl SpanExporter for Stalled {
    fn export(&mut self, _: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        if let Some(go_on) = self.0.take() {
            go_on
                .recv()
                .map_err(|gone| ExportError::Failed(gone.to_string()))?;
        }
        Ok(())
    }
}

#[test]
fn a_stalled_exporter_costs_bounded_memory_and_counted_spans() {
    let (go_on, stalled) = channel();
    let pipeline = Pipeline::builder()
        .memory_limit(LIMIT)
        .exporter(Stalled(Some(stalled)))
        .install()
        .unwrap();

    let producers = [0; 2].map(|_| {
        thread::spawn(|| {
            run_sync("root", |cx| {
                for number in 0..40_000_i64 {
                    let span = (0..8).fold(SpanBuilder::named("leaf"), |span, key| {
                        span.attribute(format!("key.{key}"), number)
                    });
                    cx.span_sync(span, |_| {});
                    if number % 1000 == 0 {
                        assert!(stats().buffer_bytes <= LIMIT as u64);
                    }
                }
            });
        })
    });
    for producer in producers {
        producer.join().unwrap();
    }

    let stalled = stats();
    assert_eq!(stalled.started, 80_002);
    assert_eq!(stalled.open, 0);
    assert!(stalled.dropped() > 0, "{stalled:?}");
    assert_eq!(
        stalled.started,
        stalled.exported + stalled.dropped() + stalled.in_flight()
    );
    let of_buffer = stalled.dropped_for(DropReason::BufferFull);
    assert_eq!(stalled.dropped(), of_buffer, "{stalled:?}");

    // It does not answer, and the flush says so, in time.
    let start = Instant::now();
    let flushed = pipeline.flush(Duration::from_millis(200));
    assert_eq!(flushed, Err(FlushError::TimedOut));
    assert!(start.elapsed() >= Duration::from_millis(200));
    assert_eq!(
        stats().dropped(),
        stalled.dropped(),
        "a flush loses nothing"
    );

    go_on.send(()).unwrap();
    pipeline.flush(Duration::from_secs(60)).unwrap();
    let healed = stats();
    assert_eq!(healed.in_flight(), 0);
    assert_eq!(healed.exported, healed.started - stalled.dropped());

    // And there is room again.
    run_sync("after", |_| {});
    let report = pipeline.shutdown(Duration::from_secs(60)).unwrap();
    assert_eq!(report.stats.exported, healed.exported + 1);
}
