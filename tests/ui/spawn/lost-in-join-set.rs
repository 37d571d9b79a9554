use tokio::task::JoinSet;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn child(cx: &TraceContract, order: u64) -> u64 {
    order
}

#[traced]
async fn handle(cx: &TraceContract, order: u64) {
    let mut set = JoinSet::new();
    set.spawn(async move { child(order).await });
    //~ cx.spawn_on(&mut set, "child", async move |cx| child(cx, order).await);
    set.join_all().await;
}

fn main() {
    let _ = handle;
}
