use trace_runtime::{SealedContract, TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn pay(sealed: SealedContract) {
    sealed.open("pay", |cx| async move { leaf(cx).await }).await;
    //~ sealed.open("pay", async move |cx| leaf(cx).await).await;
}

fn main() {
    let _ = pay;
}
