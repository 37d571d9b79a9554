use trace_runtime::{TraceContract, traced};

#[traced(name = "pay")]
fn pay(cx: &TraceContract) {}

fn main() {
    let _ = pay;
}
