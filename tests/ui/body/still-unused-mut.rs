#![deny(unused_mut)]
use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract, mut cents: u64) -> u64 {
//~ async fn pay(cx: &TraceContract, cents: u64) -> u64 {
    cents
}

fn main() {
    let _ = pay;
}
