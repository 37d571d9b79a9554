//! A scoped thread or rayon may borrow the contract, and keeps the right parent.
//! Nothing is current on that thread until a traced function runs there.

use std::thread;
use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {
    assert!(trace_runtime::current().is_ok());
}

fn main() {
    let recording = trace_testing::record_sync("main", |cx| {
        thread::scope(|scope| {
            scope.spawn(|| {
                assert!(trace_runtime::current().is_err());
                leaf(cx);
            });
        });
    });
    recording.trace.assert_tree("main\n  leaf");
}
