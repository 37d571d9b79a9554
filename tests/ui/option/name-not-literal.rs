use trace_runtime::{TraceContract, traced};

#[traced(name = format!("query {table}"))]
fn query(cx: &TraceContract, table: &str) {}

fn main() {
    let _ = query;
}
