use trace_runtime::{SpanContext, TraceContract, traced};

#[traced]
fn merge(cx: &TraceContract, other: &TraceContract) {
//~ fn merge(cx: &TraceContract, other: &SpanContext) {
    println!("{other:?}");
}

fn main() {
    let _ = (merge, None::<SpanContext>);
}
