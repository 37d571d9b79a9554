use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract) {
    let _ = (&span, CALLSITE.name());
}

fn main() {
    let _ = pay;
}
