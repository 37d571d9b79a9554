use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn pay(cx: &TraceContract) {
    let _ = cx.spawn("part", |cx| async move { leaf(cx).await }).await;
    //~ let _ = cx.spawn("part", async move |cx| leaf(cx).await).await;
}

fn main() {
    let _ = pay;
}
