use trace_runtime::{TraceContract, traced};

#[traced(root as cx)]
//~ #[traced]
fn sweep(cx: &TraceContract) {}

fn main() {
    let _ = sweep;
}
