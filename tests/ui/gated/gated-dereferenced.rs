use trace_runtime::{Gated, TraceContract};

fn pay(cx: &TraceContract, bank: &Gated<Vec<u64>>) -> usize {
    let _ = cx;
    (**bank).len()
    //~ bank.call_sync(cx, "charge", |_cx, bank| bank.len())
}

fn main() {
    trace_runtime::run_sync("main", |cx| pay(cx, &Gated::new(vec![])));
}
