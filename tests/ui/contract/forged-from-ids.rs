use trace_runtime::TraceContract;

fn leaf(cx: &TraceContract) {
    let ids = cx.span_context();
    let forged = TraceContract::from(ids);
    //~ let forged = ids;
    let _ = forged.trace_id();
}

fn main() {
    trace_runtime::run_sync("main", |cx| leaf(cx));
}
