//! The payload may leave the span in which the message was opened.

use trace_runtime::Carried;

fn main() {
    let order = trace_runtime::run_sync("main", |cx| {
        Carried::new(cx, 42).open_sync("handle", |_cx, order| order)
    });
    assert_eq!(order, 42);
}
