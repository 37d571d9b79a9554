use trace_runtime::{TraceContract, traced};

#[traced(name = "query", fields(table))]
fn query(cx: &TraceContract, table: &str) {}

fn main() {
    let _ = query;
}
