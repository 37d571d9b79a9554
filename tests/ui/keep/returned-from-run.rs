fn main() {
    let kept = trace_runtime::run_sync("main", |cx| cx);
    println!("{}", kept.trace_id());
}
