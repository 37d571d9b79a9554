use trace_runtime::{TraceContract, traced};

#[traced(level = "debug", name = "pay")]
//~ #[traced(name = "pay")]
fn pay(cx: &TraceContract) {}

fn main() {
    let _ = pay;
}
