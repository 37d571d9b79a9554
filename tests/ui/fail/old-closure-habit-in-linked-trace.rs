use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn pay(cx: &TraceContract) {
    cx.new_linked_trace("part", |cx| Box::pin(async move { leaf(cx).await })).await;
}

fn main() {
    let _ = pay;
}
