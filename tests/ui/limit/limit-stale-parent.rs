//! An outer contract where the inner was meant: no type can tell. Counted, where
//! the trace is recorded.

use trace_runtime::{TraceContract, stats, stats::Counter, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

fn main() {
    trace_testing::record_sync("main", |cx| {
        cx.span_sync("inner", |_inner| leaf(cx));
    });
    assert_eq!(stats().counter(Counter::StaleParent), 1);
}
