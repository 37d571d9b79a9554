//! A raw spawn that carries no contract, in a function that is not traced, or under
//! another name: for the lint. What asks for the context in there is counted.

use tokio::spawn as go;
use trace_runtime::{TraceContract, stats, stats::Counter, traced};

#[traced]
async fn pay(cx: &TraceContract) {
    go(async { assert!(trace_runtime::current().is_err()) }).await.unwrap();
}

#[tokio::main]
async fn main() {
    trace_runtime::run("main", async |cx| pay(cx).await).await;
    assert_eq!(stats().counter(Counter::ContextMissing), 1);
}
