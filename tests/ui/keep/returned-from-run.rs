fn main() {
    let kept = trace_runtime::run_sync("main", |cx| cx);
    //~ let kept = trace_runtime::run_sync("main", |cx| cx.seal());
    println!("{}", kept.trace_id());
}
