use tokio_util::task::TaskTracker;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract, tracker: &TaskTracker) {
    tracker.spawn(async move { leaf(cx).await });
    //~ cx.spawn_on(tracker, "leaf", async move |cx| leaf(cx).await);
}

fn main() {
    let _ = pay;
}
