use tokio::spawn as go;
use trace_runtime::{TraceContract, traced};
use trace_tower::Inbound;

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
async fn show(cx: Inbound) {
    go(async move { leaf(cx).await });
    //~ cx.spawn("leaf", async move |cx| leaf(cx).await);
}

fn main() {
    let _ = (show, go::<std::future::Ready<()>>);
}
