use trace_runtime::{SealedContract, TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn work(sealed: &SealedContract) {
    sealed.spawn("leaf", async move |cx| leaf(cx).await);
}

fn main() {
    let _ = work;
}
