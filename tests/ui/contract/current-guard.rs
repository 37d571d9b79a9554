use trace_runtime::TraceContract;

fn leaf(cx: &TraceContract) {
    cx.set_attribute("leaf", true);
}

fn callback() {
    trace_runtime::with_current(|span| leaf(span.unwrap()));
    //~ trace_runtime::current().unwrap().open_sync("callback", |cx| leaf(cx));
}

fn main() {
    trace_runtime::run_sync("main", |_| callback());
}
