use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn pay(cx: &TraceContract) {
    cx.span("part", |cx| async move { leaf(cx).await }).await;
    //~ cx.span("part", async move |cx| leaf(cx).await).await;
}

fn main() {
    let _ = pay;
}
