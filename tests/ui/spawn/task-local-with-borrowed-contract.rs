use trace_runtime::{SealedContract, TraceContract, traced};

tokio::task_local! {
    static OPEN: &'static TraceContract;
    static SEALED: SealedContract;
}

#[traced]
async fn pay(cx: &TraceContract) {
    OPEN.scope(cx, async {}).await;
    //~ SEALED.scope(cx.seal(), async {}).await;
}

fn main() {
    let _ = (pay, &OPEN, &SEALED);
}
