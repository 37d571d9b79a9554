//! Nothing is current on a thread that was not begun here: not counted.

use std::thread;
use trace_runtime::{stats, stats::Counter};

fn main() {
    let outer = trace_runtime::run_sync("main", |cx| {
        let inner = thread::spawn(|| trace_runtime::run_sync("pay", |cx| cx.trace_id()));
        (cx.trace_id(), inner.join().unwrap())
    });
    assert_ne!(outer.0, outer.1);
    assert_eq!(stats().counter(Counter::RootInContext), 0);
}
