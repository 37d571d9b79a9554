use trace_runtime::{TraceContract, traced};

#[traced(kind = database)]
//~ #[traced(kind = client)]
fn query(cx: &TraceContract) {}

fn main() {
    let _ = query;
}
