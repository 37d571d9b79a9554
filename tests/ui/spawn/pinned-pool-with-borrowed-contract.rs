use tokio_util::task::LocalPoolHandle;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract, pool: &LocalPoolHandle) {
    let leaf_task = cx.task("leaf", async move |cx| leaf(cx).await);
    pool.spawn_pinned(move || async move { leaf_task.await; leaf(cx).await });
    //~ pool.spawn_pinned(move || leaf_task);
}

fn main() {
    let _ = pay;
}
