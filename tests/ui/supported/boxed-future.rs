use std::future::Future;
use std::pin::Pin;
use trace_runtime::{TraceContract, traced};

type Task<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[traced]
fn ready<'a>(cx: &'a TraceContract, n: u64) -> Pin<Box<dyn Future<Output = u64> + Send + 'a>> {
    let doubled = 2 * n;
    Box::pin(async move {
        tokio::task::yield_now().await;
        doubled
    })
}

struct Service;

impl Service {
    fn call<'a>(&'a self, cx: &'a TraceContract) -> Task<'a, u64> {
        Box::pin(async move { ready(cx, 7).await })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let called = trace_runtime::run("main", async |cx| Service.call(cx).await).await;
    assert_eq!(called, 14);
}
