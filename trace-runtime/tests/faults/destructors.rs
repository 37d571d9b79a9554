//! Spans in the destructors of thread-locals, before and after those of the
//! recorder have run.

use std::cell::RefCell;
use std::thread;
use std::time::Duration;

use trace_runtime::{Pipeline, SealedContract, flush, run_sync, stats};

use crate::harness::{Case, Ended, ends_well};
use crate::support::{Counts, HANG, balanced};

pub(crate) const CASES: [Case; 4] = [
    Case {
        name: "destructors/1,000 threads, either order",
        run: threads,
        check: ends_well,
    },
    Case {
        name: "destructors/main, registered before the recorder",
        run: || on_main(true),
        check: recorded_late,
    },
    Case {
        name: "destructors/main, registered behind the recorder",
        run: || on_main(false),
        check: recorded_late,
    },
    Case {
        name: "destructors/main, after shutdown",
        run: || {
            let pipeline = Pipeline::builder().exporter(Counts::default());
            let pipeline = pipeline.install().unwrap();
            hold();
            pipeline.shutdown(HANG).unwrap();
        },
        check: |ended| {
            ends_well(ended);
            // One span of `hold`; what came later was not begun, or dropped.
            assert_eq!(ended.stdout, "started 2, exported 1\n");
        },
    },
];

/// Does all that a program may do while it is destroyed.
struct Late(SealedContract);

impl Drop for Late {
    fn drop(&mut self) {
        run_sync("a trace of its own", |cx| {
            cx.set_attribute("late", true);
            cx.span_sync("inside", |cx| cx.add_event("event", [("n", 1)]));
        });
        self.0.open_sync("under what was sealed", |_| {});
        assert!(trace_runtime::current().is_err());
        let _ = flush(HANG);
        let stats = stats();
        assert_eq!(
            stats.started,
            stats.exported + stats.dropped() + stats.in_flight()
        );
        if thread::current().name() == Some("main") {
            println!("started {}, exported {}", stats.started, stats.exported);
        }
    }
}

thread_local! {
    static LATE: RefCell<Option<Late>> = const { RefCell::new(None) };
}

/// Registers the destructor of `LATE`.
fn touch() {
    LATE.with(|late| *late.borrow_mut() = None);
}

/// Registers those of the recorder, and leaves something to `LATE`.
fn hold() {
    let sealed = run_sync("in time", |cx| cx.seal());
    LATE.with(|late| *late.borrow_mut() = Some(Late(sealed)));
}

fn threads() {
    const THREADS: u64 = 1_000;
    let counts = Counts::default();
    // A flush in each destructor makes the collector's pace that of the test.
    let pipeline = Pipeline::builder()
        .exporter(counts.clone())
        .install()
        .unwrap();
    for round in 0..THREADS / 8 {
        let threads = [0; 8].map(|_| {
            thread::spawn(move || {
                if round % 2 == 0 {
                    touch();
                }
                hold();
            })
        });
        // `join` returns when the destructors have run.
        for thread in threads {
            thread.join().unwrap();
        }
    }
    let stats = pipeline.shutdown(HANG).unwrap().stats;
    assert_eq!((stats.started, stats.exported), (4 * THREADS, 4 * THREADS));
    assert_eq!(counts.spans(), 4 * THREADS);
    assert_eq!(balanced().in_flight(), 0);
}

fn on_main(first: bool) {
    let pipeline = Pipeline::builder().exporter(Counts::default());
    // Until the process ends, behind all destructors.
    std::mem::forget(pipeline.install().unwrap());
    if first {
        touch();
    }
    hold();
    thread::sleep(Duration::from_millis(5));
}

fn recorded_late(ended: &Ended) {
    ends_well(ended);
    assert_eq!(ended.stdout, "started 4, exported 4\n");
}
