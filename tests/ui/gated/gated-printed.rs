use trace_runtime::{Gated, TraceContract};

fn show(cx: &TraceContract, bank: &Gated<String>) -> String {
    let _ = cx;
    format!("{bank}")
    //~ format!("{bank:?}")
}

fn main() {
    trace_runtime::run_sync("main", |cx| show(cx, &Gated::new(String::new())));
}
