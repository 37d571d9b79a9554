use trace_runtime::{TraceContract, traced};

#[traced(attributes(cents, cents = 2 * cents))]
//~ #[traced(attributes(cents, cents.twice = 2 * cents))]
fn price(cx: &TraceContract, cents: u64) -> u64 {
    cents
}

fn main() {
    let _ = price;
}
