//! A function in a function, and one outside of any traced container, is not
//! held to anything. It can reach no gated resource.

use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract) -> u64 {
    async fn fee() -> u64 {
        7
    }
    fee().await
}

#[tokio::main]
async fn main() {
    assert_eq!(trace_runtime::run("main", async |cx| pay(cx).await).await, 7);
}
