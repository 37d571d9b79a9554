#![deny(unused_must_use)]
use trace_runtime::{TraceContract, traced};

#[traced]
async fn check(cx: &TraceContract) -> Result<(), String> {
    Ok(())
}

#[traced]
async fn pay(cx: &TraceContract) {
    check(cx).await;
    //~ let _ = check(cx).await;
}

fn main() {
    let _ = pay;
}
