use tokio::runtime::Runtime;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
fn pay(cx: &TraceContract, runtime: &Runtime) {
    runtime.spawn(async move { leaf(cx).await });
    //~ cx.spawn_on(runtime, "leaf", async move |cx| leaf(cx).await);
}

fn main() {
    let _ = pay;
}
