//! Spans in the destructors of thread-locals, before and after the recorder's
//! own have run.

#![expect(
    clippy::disallowed_methods,
    reason = "threads and tasks of the test's own, most without a trace"
)]

use std::cell::RefCell;
use std::thread;
use std::time::Duration;

use trace_runtime::exporter::MemoryExporter;
use trace_runtime::{Pipeline, run_sync, stats};

const THREADS: usize = 200;

/// Records spans while it is destroyed.
struct Recorder;

impl Drop for Recorder {
    fn drop(&mut self) {
        run_sync("in a destructor", |cx| cx.set_attribute("late", true));
        run_sync("another", |_| {});
    }
}

thread_local! {
    static RECORDER: RefCell<Option<Recorder>> = const { RefCell::new(None) };
}

fn register() {
    RECORDER.with(|recorder| *recorder.borrow_mut() = Some(Recorder));
}

#[test]
fn destructors_may_record_in_either_order() {
    let memory = MemoryExporter::new();
    let pipeline = Pipeline::builder()
        .exporter(memory.clone())
        .install()
        .unwrap();

    for round in 0..THREADS {
        // Destructors run in the order of first use, or in its reverse.
        let thread = thread::spawn(move || {
            if round % 2 == 0 {
                register();
                run_sync("in the thread", |_| {});
            } else {
                run_sync("in the thread", |_| {});
                register();
            }
        });
        thread.join().unwrap();
    }

    let report = pipeline.shutdown(Duration::from_secs(60)).unwrap();
    assert_eq!(report.stats.started, 3 * THREADS as u64);
    assert_eq!(
        report.stats.exported, report.stats.started,
        "{:?}",
        report.stats
    );
    let spans = memory.take();
    let late = spans.iter().filter(|span| span.attribute("late").is_some());
    assert_eq!(late.count(), THREADS);

    // After shutdown, too: dropped and counted, no abort.
    thread::spawn(register).join().unwrap();
    let stats = stats();
    assert_eq!(stats.started, stats.exported + stats.dropped());
}
