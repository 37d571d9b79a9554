#![deny(unreachable_code)]
use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract, cents: u64) -> u64 {
    return cents;
    //~ if cents > 0 { return cents; }
    println!("paid");
    0
}

fn main() {
    let _ = pay;
}
