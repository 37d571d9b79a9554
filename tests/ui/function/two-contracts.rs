use trace_runtime::{SpanContext, TraceContract, traced};

#[traced]
fn merge(cx: &TraceContract, other: &TraceContract) {
    println!("{other:?}");
}

fn main() {
    let _ = (merge, None::<SpanContext>);
}
