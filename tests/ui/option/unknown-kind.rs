use trace_runtime::{TraceContract, traced};

#[traced(kind = database)]
fn query(cx: &TraceContract) {}

fn main() {
    let _ = query;
}
