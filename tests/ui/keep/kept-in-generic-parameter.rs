use trace_runtime::TraceContract;

struct Cache<T: 'static>(Vec<T>);

fn fill(cx: &TraceContract) -> usize {
    Cache(vec![cx]).0.len()
    //~ Cache(vec![cx.seal()]).0.len()
}

fn main() {
    trace_runtime::run_sync("main", |cx| fill(cx));
}
