use tokio::spawn as go;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract) {
    let job = async || leaf(cx).await;
    job().await;
    go(job());
    //~ cx.spawn("leaf", async move |cx| leaf(cx).await);
}

fn main() {
    let _ = (pay, go::<std::future::Ready<()>>);
}
