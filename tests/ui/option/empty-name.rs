use trace_runtime::{TraceContract, traced};

#[traced(name = "")]
fn query(cx: &TraceContract) {}

fn main() {
    let _ = query;
}
