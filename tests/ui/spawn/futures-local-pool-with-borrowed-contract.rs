use futures_executor::LocalSpawner;
use futures_util::task::LocalSpawnExt;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract, pool: &LocalSpawner) {
    pool.spawn_local(async move { leaf(cx).await }).unwrap();
    //~ pool.spawn_local(cx.local_task("leaf", async move |cx| leaf(cx).await)).unwrap();
}

fn main() {
    let _ = pay;
}
