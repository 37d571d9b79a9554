use std::time::Duration;
use trace_runtime::{TraceContract, traced};

const SECOND: Duration = Duration::from_secs(1);

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract) {
    cx.spawn_after("reminder", SECOND, async move |_| leaf(cx).await);
    //~ cx.spawn_after("reminder", SECOND, async move |cx| leaf(cx).await);
}

fn main() {
    let _ = pay;
}
