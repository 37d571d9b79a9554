use futures_executor::ThreadPool;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract, pool: &ThreadPool) {
    pool.spawn_ok(async move { leaf(cx).await });
    //~ pool.spawn_ok(cx.task("leaf", async move |cx| leaf(cx).await));
}

fn main() {
    let _ = pay;
}
