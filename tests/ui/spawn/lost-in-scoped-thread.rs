use std::thread;
use trace_runtime::{TraceContract, traced};

#[traced]
fn child(cx: &TraceContract, order: u64) -> u64 {
    order
}

#[traced]
fn handle(cx: &TraceContract, order: u64) {
    thread::scope(|scope| {
        scope.spawn(|| child(order));
        //~ cx.spawn_scoped(scope, "child", |cx| child(cx, order)).unwrap();
    });
}

fn main() {
    trace_runtime::run_sync("main", |cx| handle(cx, 42));
}
