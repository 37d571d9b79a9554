use trace_runtime::TraceContract;

async fn pay(cx: &TraceContract) {
    let _guard = cx.enter();
    //~ cx.seal().open("pay", async |cx| cx.set_attribute("paid", true)).await;
    tokio::task::yield_now().await;
}

fn main() {
    let _ = pay;
}
