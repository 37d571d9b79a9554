use std::future::Future;
use std::pin::Pin;
use trace_runtime::{SealedContract, TraceContract, traced};

/// As `tower::Service` has it: no room for a contract.
trait Service<Request> {
    type Future: Future<Output = u64>;
    fn call(&mut self, request: Request) -> Self::Future;
}

struct Handler;

impl Service<(SealedContract, u64)> for Handler {
    type Future = Pin<Box<dyn Future<Output = u64> + Send>>;

    fn call(&mut self, (contract, order): (SealedContract, u64)) -> Self::Future {
        Box::pin(async move { contract.open("handle", async |cx| leaf(cx, order).await).await })
    }
}

#[traced]
async fn leaf(cx: &TraceContract, order: u64) -> u64 {
    order
}

struct Connection(SealedContract);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.open_sync("disconnect", |cx| cx.set_attribute("clean", true));
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        let _connection = Connection(cx.seal());
        assert_eq!(Handler.call((cx.seal(), 7)).await, 7);
    })
    .await;
}
