use trace_runtime::{TraceContract, traced, untraced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn pay() {
    untraced("health", |cx| async move { leaf(cx).await }).await;
    //~ untraced("health", async move |cx| leaf(cx).await).await;
}

fn main() {
    let _ = pay;
}
