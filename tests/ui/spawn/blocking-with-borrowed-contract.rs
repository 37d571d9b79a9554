use tokio::task::spawn_blocking as offload;
use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract) {
    let _ = offload(move || leaf(cx)).await;
    //~ let _ = cx.spawn_blocking("leaf", move |cx| leaf(cx)).await;
}

fn main() {
    let _ = (pay, offload::<fn(), ()>);
}
