use trace_runtime::TraceContract;
use trace_runtime::integration::OpenSpan;

fn work(span: &OpenSpan, leaf: fn(&TraceContract)) {
    leaf(span.enter(|cx| cx));
    //~ span.enter(|cx| leaf(cx));
}

fn main() {
    let _ = work;
}
