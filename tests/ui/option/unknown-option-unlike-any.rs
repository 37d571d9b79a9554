use trace_runtime::{TraceContract, traced};

#[traced(colour = "red")]
//~ #[traced(name = "red")]
fn price(cx: &TraceContract, cents: u64) -> u64 {
    cents
}

fn main() {
    let _ = price;
}
