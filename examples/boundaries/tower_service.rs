//! A `tower::Service` has no room for a parameter: it holds a sealed contract,
//! and opens it where the work happens.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tower::{Service, ServiceExt as _};
use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, SealedContract, TraceContract, traced};

struct Doubler {
    contract: SealedContract,
}

impl Service<u32> for Doubler {
    type Response = u32;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<u32, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, number: u32) -> Self::Future {
        let contract = self.contract.clone();
        Box::pin(async move { Ok(contract.open("call", async |cx| double(cx, number)).await) })
    }
}

#[traced(attributes(number))]
fn double(cx: &TraceContract, number: u32) -> u32 {
    cx.add_event("doubled", [("times", 2)]);
    number * 2
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    trace_runtime::run("tower_service", async |cx| {
        let service = Doubler {
            contract: cx.seal(),
        };
        println!("{:?}", service.oneshot(21).await);
    })
    .await;
    Ok(())
}
