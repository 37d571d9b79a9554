use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract) {
    cx.spawn("leaf", |cx| async move { leaf(cx).await });
    //~ cx.spawn("leaf", async move |cx| leaf(cx).await);
}

fn main() {
    let _ = pay;
}
