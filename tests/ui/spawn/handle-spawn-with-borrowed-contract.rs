use tokio::runtime::Handle;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract, runtime: &Handle) {
    runtime.spawn(async move { leaf(cx).await });
    //~ cx.spawn_on(runtime, "leaf", async move |cx| leaf(cx).await);
}

fn main() {
    let _ = pay;
}
