use trace_runtime::{TraceContract, traced};

#[traced(attributes(order, cents))]
//~ #[traced(attributes(cents))]
fn price(cx: &TraceContract, cents: u64, currency: &str) -> u64 {
    cents * currency.len() as u64
}

fn main() {
    let _ = price;
}
