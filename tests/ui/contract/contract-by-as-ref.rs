use trace_runtime::{TraceContract, traced};

#[allow(dead_code)]
#[traced]
fn leaf(#[contract] cx: impl AsRef<TraceContract>) {}
//~ fn leaf(cx: &TraceContract) {}

fn main() {
    let _: Option<&TraceContract> = None;
}
