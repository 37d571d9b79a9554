use std::pin::Pin;
use std::task::{Context, Poll};
use trace_runtime::{SealedContract, TraceContract, traced};

/// As tower has it.
trait Service<Request> {
    type Response;
    type Error;
    type Future: Future<Output = Result<Self::Response, Self::Error>>;
    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), Self::Error>>;
    fn call(&mut self, request: Request) -> Self::Future;
}

struct Shop {
    sealed: SealedContract,
}

#[traced]
impl Service<u64> for Shop {
    type Response = u64;
    type Error = String;
    type Future = Pin<Box<dyn Future<Output = Result<u64, String>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), String>> {
        Poll::Ready(Ok(()))
    }

    #[traced(cx = self.sealed as cx)]
    //~ #[no_contract]
    fn call(&mut self, request: u64) -> Self::Future {
        Box::pin(serve(self.sealed.clone(), request))
    }
}

#[traced]
async fn serve(#[contract] cx: SealedContract, request: u64) -> Result<u64, String> {
    price(cx, request).await.ok_or_else(|| "no price".to_owned())
}

#[traced]
async fn price(cx: &TraceContract, request: u64) -> Option<u64> {
    request.checked_mul(2)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let sealed = trace_runtime::run_sync("main", TraceContract::seal);
    let mut shop = Shop { sealed };
    assert_eq!(shop.call(7).await, Ok(14));
}
