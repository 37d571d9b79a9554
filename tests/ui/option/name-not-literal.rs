use trace_runtime::{TraceContract, traced};

#[traced(name = format!("query {table}"))]
//~ #[traced(name = "query", attributes(table))]
fn query(cx: &TraceContract, table: &str) {}

fn main() {
    let _ = query;
}
