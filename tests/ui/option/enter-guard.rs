use trace_runtime::TraceContract;

async fn pay(cx: &TraceContract) {
    let _guard = cx.enter();
    tokio::task::yield_now().await;
}

fn main() {
    let _ = pay;
}
