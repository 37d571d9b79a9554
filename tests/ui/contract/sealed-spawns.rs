use trace_runtime::{SealedContract, TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn work(sealed: &SealedContract) {
    sealed.spawn("leaf", async move |cx| leaf(cx).await);
    //~ sealed.open("work", async |cx| cx.spawn("leaf", async move |cx| leaf(cx).await)).await;
}

fn main() {
    let _ = work;
}
