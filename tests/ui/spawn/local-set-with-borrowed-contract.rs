use tokio::task::LocalSet;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract, set: &LocalSet) {
    set.spawn_local(async move { leaf(cx).await });
    //~ cx.spawn_local_on(set, "leaf", async move |cx| leaf(cx).await);
}

fn main() {
    let _ = pay;
}
