//! What the whole process loses, where nothing else runs: one test.

#![allow(
    clippy::disallowed_methods,
    reason = "what becomes of raw spawns is tested as well"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use trace_runtime::{TraceContract, traced};
use trace_testing::{Trace, record_sync};

fn losses(trace: &Trace) -> String {
    let asserted = catch_unwind(AssertUnwindSafe(|| {
        trace.assert_no_lost_context_in_process()
    }));
    match asserted {
        Ok(()) => String::new(),
        Err(panicked) => panicked
            .downcast_ref::<String>()
            .cloned()
            .unwrap_or_default(),
    }
}

#[traced]
fn leaf(cx: &TraceContract) {}

#[test]
fn what_was_lost_is_named() {
    let fine = record_sync("test", leaf);
    assert_eq!(losses(&fine.trace), "");

    let stale = record_sync("test", |outer| {
        outer.seal().open_sync("inner", |_| leaf(outer));
    });
    assert!(losses(&stale.trace).contains("1 × a span was started under a contract that was not"));

    let missing = record_sync("test", |_| {
        let raw = || {
            [
                trace_runtime::current().is_err(),
                trace_runtime::current().is_err(),
            ]
        };
        thread::spawn(raw).join().unwrap()
    });
    assert_eq!(missing.value, [true, true]);
    assert!(losses(&missing.trace).contains("2 × `trace_runtime::current` found no span"));

    let apart = record_sync("test", |_| trace_runtime::run_sync("apart", |_| {}));
    assert!(losses(&apart.trace).contains("1 × a trace was begun where a span was current"));

    // What was lost before is none of this one's business.
    let fine = record_sync("test", leaf);
    assert_eq!(losses(&fine.trace), "");
}
