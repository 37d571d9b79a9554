use trace_runtime::{TraceContract, traced};

#[traced("price")]
//~ #[traced(name = "price")]
fn price(cx: &TraceContract, cents: u64) -> u64 {
    cents
}

fn main() {
    let _ = price;
}
