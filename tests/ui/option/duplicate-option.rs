use trace_runtime::{TraceContract, traced};

#[traced(name = "query", kind = client, name = "select")]
//~ #[traced(name = "query", kind = client)]
fn query(cx: &TraceContract) {}

fn main() {
    let _ = query;
}
