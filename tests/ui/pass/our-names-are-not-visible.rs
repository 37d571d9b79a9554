use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract) {
    let _ = cx.span_id();
}

fn main() {
    let _ = pay;
}
