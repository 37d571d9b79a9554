use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn pay(cx: &TraceContract) {
    cx.task("part", |cx| async move { leaf(cx).await }).await;
    //~ cx.task("part", async move |cx| leaf(cx).await).await;
}

fn main() {
    let _ = pay;
}
