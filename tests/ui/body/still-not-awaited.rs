#![deny(unused_must_use)]
use trace_runtime::{TraceContract, traced};

#[traced]
async fn check(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract) {
    check(cx);
    //~ check(cx).await;
}

fn main() {
    let _ = pay;
}
