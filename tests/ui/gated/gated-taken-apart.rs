use trace_runtime::{Gated, TraceContract};

fn pay(cx: &TraceContract, bank: Gated<String>) -> usize {
    let Gated { resource: bank, .. } = bank;
    //~ let bank = bank.call_sync(cx, "charge", |_cx, bank| bank.len().to_string());
    let _ = cx;
    bank.len()
}

fn main() {
    trace_runtime::run_sync("main", |cx| pay(cx, Gated::new(String::new())));
}
