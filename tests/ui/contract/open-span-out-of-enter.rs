use trace_runtime::TraceContract;
use trace_runtime::integration::OpenSpan;

fn work(span: &OpenSpan, leaf: fn(&TraceContract)) {
    leaf(span.enter(|cx| cx));
}

fn main() {
    let _ = work;
}
