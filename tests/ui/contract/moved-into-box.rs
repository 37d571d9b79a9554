use trace_runtime::TraceContract;

fn keep(cx: &TraceContract) {
    drop(Box::new(*cx));
}

fn main() {
    trace_runtime::run_sync("main", |cx| keep(cx));
}
