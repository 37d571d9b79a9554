#![deny(unused_variables)]
use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract, cents: u64, currency: &str) -> u64 {
//~ fn pay(cx: &TraceContract, cents: u64, _currency: &str) -> u64 {
    cents
}

fn main() {
    let _ = pay;
}
