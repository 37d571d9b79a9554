use trace_runtime::{TraceContract, traced};

#[traced]
fn price(cx: &TraceContract, #[attribute(skip)] cents: u64) -> u64 {
//~ fn price(cx: &TraceContract, #[attribute(name = "amount.cents")] cents: u64) -> u64 {
    cents
}

fn main() {
    let _ = price;
}
