use tokio_util::task::JoinMap;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract, map: &mut JoinMap<u64, ()>) {
    map.spawn(42, async move { leaf(cx).await });
    //~ cx.spawn_on((map, 42), "leaf", async move |cx| leaf(cx).await);
}

fn main() {
    let _ = pay;
}
