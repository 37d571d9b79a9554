use tokio::task::JoinSet;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract) {
    let mut set = JoinSet::new();
    set.spawn(async move { leaf(cx).await });
    //~ set.spawn(cx.task("leaf", async move |cx| leaf(cx).await));
    set.join_all().await;
}

fn main() {
    let _ = pay;
}
