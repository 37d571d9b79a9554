use trace_runtime::{TraceContract, traced};

#[traced]
fn tick() {}
//~ fn tick(cx: &TraceContract) {}

fn main() {
    let _ = tick;
    let _: Option<&TraceContract> = None;
}
