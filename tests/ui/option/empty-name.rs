use trace_runtime::{TraceContract, traced};

#[traced(name = "")]
//~ #[traced(name = "query")]
fn query(cx: &TraceContract) {}

fn main() {
    let _ = query;
}
