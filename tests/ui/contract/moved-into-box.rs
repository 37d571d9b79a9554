use trace_runtime::TraceContract;

fn keep(cx: &TraceContract) {
    drop(Box::new(*cx));
    //~ drop(Box::new(cx.seal()));
}

fn main() {
    trace_runtime::run_sync("main", |cx| keep(cx));
}
