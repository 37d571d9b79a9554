use trace_runtime::{Carried, TraceContract};

fn enqueue(cx: &TraceContract, order: u64) -> Carried<u64> {
    Carried::from(order)
    //~ Carried::new(cx, order)
}

fn main() {
    trace_runtime::run_sync("main", |cx| drop(enqueue(cx, 42)));
}
