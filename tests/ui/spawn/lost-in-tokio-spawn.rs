use trace_runtime::{TraceContract, traced};

#[traced]
async fn child(cx: &TraceContract, order: u64) -> u64 {
    order
}

async fn handle(cx: &TraceContract, order: u64) {
    let _ = cx;
    tokio::spawn(async move { child(order).await });
    //~ cx.spawn("child", async move |cx| child(cx, order).await);
}

fn main() {
    let _ = handle;
}
