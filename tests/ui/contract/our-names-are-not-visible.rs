use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract) {
    let _ = (&span, CALLSITE.name());
    //~ let _ = cx.span_id();
}

fn main() {
    let _ = pay;
}
