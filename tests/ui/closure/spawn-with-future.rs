use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn pay(cx: &TraceContract) {
    cx.spawn("leaf", async move { leaf(cx).await });
    //~ cx.spawn("leaf", async move |cx| leaf(cx).await);
}

fn main() {
    let _ = pay;
}
