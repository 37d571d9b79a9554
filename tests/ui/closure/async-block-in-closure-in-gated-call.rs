use trace_runtime::{Gated, TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn pay(cx: &TraceContract, bank: &Gated<String>) {
    bank.call(cx, "pay", |cx, _bank| async move { leaf(cx).await }).await;
    //~ bank.call(cx, "pay", async move |cx, _bank| leaf(cx).await).await;
}

fn main() {
    let _ = pay;
}
