use trace_runtime::{TraceContract, traced};

#[traced]
fn sweep(cx: &TraceContract) {}

fn main() {
    let _ = sweep;
}
