use std::mem;
use trace_runtime::TraceContract;

fn replace(cx: &TraceContract, other: &TraceContract) {
    mem::swap(cx, other);
    //~ mem::swap(&mut { cx }, &mut { other });
}

fn main() {
    trace_runtime::run_sync("main", |cx| replace(cx, cx));
}
