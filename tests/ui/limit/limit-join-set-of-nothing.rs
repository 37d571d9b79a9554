//! As `limit-raw-spawn-of-nothing`, by a method: for the lint.

use tokio::task::JoinSet;
use trace_runtime::{TraceContract, stats, stats::Counter, traced};

#[traced]
async fn pay(cx: &TraceContract) {
    let mut set = JoinSet::new();
    set.spawn(async { trace_runtime::current().is_err() });
    assert_eq!(set.join_all().await, [true]);
}

#[tokio::main]
async fn main() {
    trace_runtime::run("main", async |cx| pay(cx).await).await;
    assert_eq!(stats().counter(Counter::ContextMissing), 1);
}
