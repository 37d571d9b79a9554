use trace_runtime::{TraceContract, traced};

#[traced]
fn tick() {}

fn main() {
    let _ = tick;
    let _: Option<&TraceContract> = None;
}
