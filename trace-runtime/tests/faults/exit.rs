//! How a process ends, and what is delivered before it does.

use std::panic;
use std::process;
use std::thread;
use std::time::Duration;

use trace_runtime::exporter::JsonExporter;
use trace_runtime::pipeline::PipelineBuilder;
use trace_runtime::stats::DropReason;
use trace_runtime::{Pipeline, flush, run_sync, shutdown};

use crate::harness::{Case, Ended, case, ends_well};
use crate::support::{Counts, HANG, Hangs, balanced, no_hang, spans};

pub(crate) const CASES: [Case; 9] = [
    Case {
        name: "exit/the end of main delivers",
        run: || {
            let _pipeline = printing().install().unwrap();
            spans(3);
        },
        check: |ended| {
            ends_well(ended);
            assert_eq!(printed(ended), 3);
        },
    },
    Case {
        name: "exit/without shutdown",
        run: || {
            // Nobody shuts down, and one span is still running, on a thread.
            std::mem::forget(printing().install().unwrap());
            spans(3);
            thread::spawn(|| run_sync("endless", |_| thread::park()));
            thread::sleep(Duration::from_millis(50));
        },
        check: ends_in_silence,
    },
    Case {
        name: "exit/by process::exit, with spans open",
        run: || {
            let _pipeline = printing().install().unwrap();
            run_sync("open", |cx| {
                cx.span_sync("child", |_| process::exit(0));
            });
        },
        check: ends_in_silence,
    },
    Case {
        name: "exit/by process::exit, exporter hangs",
        run: || {
            let pipeline = Pipeline::builder().exporter(Hangs).install().unwrap();
            spans(3);
            let _ = pipeline.flush(Duration::from_millis(50));
            process::exit(0);
        },
        check: ends_in_silence,
    },
    Case {
        name: "exit/a panic in main delivers",
        run: || {
            let _pipeline = printing().install().unwrap();
            run_sync("main", |cx| {
                for _ in 0..3 {
                    cx.span_sync("child", |_| {});
                }
                panic!("in main");
            });
        },
        check: |ended| {
            assert_eq!(ended.code, Some(101));
            assert_eq!(printed(ended), 4);
            assert!(ended.stdout.contains(r#""status":"panicked""#));
        },
    },
    Case {
        name: "exit/a panic that aborts delivers",
        run: || {
            // Runs behind ours, and leaves no time for anything else: what
            // `panic = "abort"` does.
            panic::set_hook(Box::new(|_| process::abort()));
            let builder = printing().flush_on_panic(Duration::from_secs(1));
            let _pipeline = builder.install().unwrap();
            run_sync("main", |cx| {
                for _ in 0..3 {
                    cx.span_sync("child", |_| {});
                }
                panic!("in main");
            });
        },
        check: |ended| {
            assert!(ended.aborted);
            assert_eq!(printed(ended), 3);
        },
    },
    Case {
        name: "exit/a panic that aborts does not wait for ever",
        run: || {
            panic::set_hook(Box::new(|_| process::abort()));
            let builder = Pipeline::builder().exporter(Hangs);
            let builder = builder.flush_on_panic(Duration::from_millis(200));
            let _pipeline = builder.install().unwrap();
            spans(3);
            panic!("in main");
        },
        check: |ended| assert!(ended.aborted),
    },
    Case {
        name: "exit/a panic that is caught waits for nothing",
        run: || {
            let pipeline = Pipeline::builder().exporter(Hangs).install().unwrap();
            spans(3);
            // Or each would wait for a second.
            no_hang(|| {
                for _ in 0..200 {
                    assert!(panic::catch_unwind(|| panic!("caught")).is_err());
                }
            });
            assert!(pipeline.shutdown(Duration::from_millis(100)).is_err());
        },
        check: ends_well,
    },
    case("exit/spans after shutdown are counted", after_shutdown),
];

/// Each span is a line of stdout.
fn printing() -> PipelineBuilder {
    Pipeline::builder().exporter(JsonExporter::stdout())
}

fn printed(ended: &Ended) -> usize {
    ended.stdout.matches(r#""trace_id""#).count()
}

/// No panic, no abort, no complaint.
fn ends_in_silence(ended: &Ended) {
    ends_well(ended);
    assert_eq!(ended.stderr, "");
}

fn after_shutdown() {
    const LATE: u64 = 10_000;
    let counts = Counts::default();
    let pipeline = Pipeline::builder()
        .exporter(counts.clone())
        .install()
        .unwrap();
    let late = run_sync("open at shutdown", |cx| {
        let task = cx.seal();
        let open = thread::spawn(move || {
            task.open_sync("on a thread", |cx| {
                spans(1);
                assert!(flush(HANG).is_ok());
                cx.span_sync("inside", |_| {
                    assert!(shutdown(HANG).is_ok());
                    // A trace that begins now is not recorded; a child of one
                    // that is, is counted.
                    let bytes = balanced().buffer_bytes;
                    spans(1_000);
                    for _ in 0..LATE {
                        cx.span_sync("late", |cx| cx.add_event("late", ()));
                    }
                    assert_eq!(balanced().buffer_bytes, bytes, "nothing is kept");
                });
            });
        });
        open.join().unwrap();
        cx.span_sync("later", |_| {});
        cx.seal()
    });
    late.open_sync("latest", |_| {});
    let stats = balanced();
    assert_eq!((stats.exported, counts.spans()), (1, 1));
    // And the five that were open, or began behind them.
    assert_eq!(stats.dropped_for(DropReason::Shutdown), LATE + 5);
    assert_eq!((stats.started, stats.in_flight()), (LATE + 6, 0));
    drop(pipeline);
}
