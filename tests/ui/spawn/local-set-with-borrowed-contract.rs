use tokio::task::LocalSet;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract, set: &LocalSet) {
    set.spawn_local(async move { leaf(cx).await });
}

fn main() {
    let _ = pay;
}
