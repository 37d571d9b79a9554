use trace_runtime::{Carried, TraceContract};

fn enqueue(cx: &TraceContract, order: u64) -> String {
    serde_json::to_string(&Carried::new(order)).unwrap()
    //~ serde_json::to_string(&Carried::new(cx, order)).unwrap()
}

fn main() {
    trace_runtime::run_sync("main", |cx| enqueue(cx, 42));
}
