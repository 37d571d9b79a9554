use trace_runtime::{TraceContract, traced};

#[traced(name = "query", kind = client, name = "select")]
fn query(cx: &TraceContract) {}

fn main() {
    let _ = query;
}
