//! A second trace where the first should have gone on. Counted, where a span is
//! current; in a raw spawn none is.

use trace_runtime::{TraceContract, stats, stats::Counter};

fn pay(cx: &TraceContract) -> bool {
    trace_runtime::run_sync("pay", |inner| inner.trace_id() != cx.trace_id())
}

fn main() {
    assert!(trace_runtime::run_sync("main", pay));
    assert_eq!(stats().counter(Counter::RootInContext), 1);
}
