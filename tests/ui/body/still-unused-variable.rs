#![deny(unused_variables)]
use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract, cents: u64) -> u64 {
    let fee = cents / 100;
    //~ let _fee = cents / 100;
    cents
}

fn main() {
    let _ = pay;
}
