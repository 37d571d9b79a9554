use trace_runtime::{TraceContract, traced};

#[traced(kind = "client")]
//~ #[traced(kind = client)]
fn price(cx: &TraceContract, cents: u64) -> u64 {
    cents
}

fn main() {
    let _ = price;
}
