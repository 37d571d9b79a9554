use trace_runtime::{Gated, TraceContract};

fn pay(cx: &TraceContract, bank: &Gated<String>) -> usize {
    let mut kept = None;
    bank.call_sync(cx, "charge", |_cx, bank| kept = Some(bank));
    //~ bank.call_sync(cx, "charge", |_cx, bank| kept = Some(bank.len().to_string()));
    kept.map_or(0, |kept| kept.len())
}

fn main() {
    trace_runtime::run_sync("main", |cx| pay(cx, &Gated::new(String::new())));
}
