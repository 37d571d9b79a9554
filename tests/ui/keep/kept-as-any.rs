use std::any::Any;
use trace_runtime::TraceContract;

fn keep(cx: &TraceContract) -> Box<dyn Any> {
    Box::new(cx)
    //~ Box::new(cx.seal())
}

fn main() {
    trace_runtime::run_sync("main", |cx| drop(keep(cx)));
}
