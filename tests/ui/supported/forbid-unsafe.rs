#![forbid(unsafe_code)]
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) -> Result<(), std::fmt::Error> {
    cx.spawn_blocking("work", |_| {}).await.map_err(|_| std::fmt::Error)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| leaf(cx).await).await.unwrap();
}
