use std::pin::Pin;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

fn job(cx: &TraceContract) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move { leaf(cx).await })
    //~ Box::pin(cx.task("job", async move |cx| leaf(cx).await))
}

fn main() {
    let _ = job;
}
