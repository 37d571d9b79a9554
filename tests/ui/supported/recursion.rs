use std::future::Future;
use std::pin::Pin;
use trace_runtime::{TraceContract, traced};

#[traced(attributes(n))]
fn sync(cx: &TraceContract, n: u64) -> u64 {
    if n == 0 { 0 } else { n + sync(cx, n - 1) }
}

#[traced]
async fn boxed_at_the_call(cx: &TraceContract, n: u64) -> u64 {
    if n == 0 { 0 } else { n + Box::pin(boxed_at_the_call(cx, n - 1)).await }
}

#[traced]
fn boxed<'a>(cx: &'a TraceContract, n: u64) -> Pin<Box<dyn Future<Output = u64> + Send + 'a>> {
    Box::pin(async move { if n == 0 { 0 } else { n + boxed(cx, n - 1).await } })
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert_eq!(sync(cx, 4), 10);
        assert_eq!(boxed_at_the_call(cx, 4).await, 10);
        assert_eq!(boxed(cx, 4).await, 10);
    })
    .await;
}
