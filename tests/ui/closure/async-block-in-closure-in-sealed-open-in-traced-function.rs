use trace_runtime::{SealedContract, TraceContract, traced};


#[traced]
async fn pay(cx: &TraceContract, sealed: SealedContract) {
    sealed.open("q", |cx| async move { cx.set_attribute("a", 1) }).await;
    //~ sealed.open("q", async |cx| cx.set_attribute("a", 1)).await;
}

fn main() {
    let _ = pay;
}
