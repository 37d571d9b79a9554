use trace_runtime::TraceContract;
use trace_runtime::integration::OpenSpan;

fn work(span: &OpenSpan, leaf: fn(&TraceContract)) {
    span.enter(|cx| leaf(cx));
}

fn main() {
    let _ = work;
}
