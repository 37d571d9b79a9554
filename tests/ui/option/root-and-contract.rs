use trace_runtime::{TraceContract, traced};

#[traced(root as cx)]
fn sweep(cx: &TraceContract) {}

fn main() {
    let _ = sweep;
}
