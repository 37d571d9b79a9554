use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

fn main() {
    leaf(&TraceContract {});
}
