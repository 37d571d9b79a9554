use std::time::Duration;
use trace_runtime::{TraceContract, traced};

const LATER: Duration = Duration::from_millis(1);

#[traced]
async fn child(cx: &TraceContract, order: u64) -> u64 {
    order
}

async fn handle(cx: &TraceContract, order: u64) {
    let _ = cx;
    tokio::spawn(async move { tokio::time::sleep(LATER).await; child(order).await });
    //~ cx.spawn_after("child", LATER, async move |cx| child(cx, order).await);
}

fn main() {
    let _ = handle;
}
