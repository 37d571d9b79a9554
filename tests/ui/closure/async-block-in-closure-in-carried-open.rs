use trace_runtime::{Carried, TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn pay(order: Carried<u64>) {
    order.open("pay", |cx, _order| async move { leaf(cx).await }).await;
    //~ order.open("pay", async move |cx, _order| leaf(cx).await).await;
}

fn main() {
    let _ = pay;
}
