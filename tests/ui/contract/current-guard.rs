use trace_runtime::TraceContract;

fn leaf(cx: &TraceContract) {
    cx.set_attribute("leaf", true);
}

fn callback() {
    trace_runtime::with_current(|span| leaf(span.unwrap()));
}

fn main() {
    trace_runtime::run_sync("main", |_| callback());
}
