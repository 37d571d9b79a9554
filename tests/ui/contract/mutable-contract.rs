use trace_runtime::{TraceContract, traced};

#[traced]
fn price(mut cx: &TraceContract, cents: u64) -> u64 {
//~ fn price(cx: &TraceContract, cents: u64) -> u64 {
    cents
}

fn main() {
    let _ = price;
}
