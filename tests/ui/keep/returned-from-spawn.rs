use trace_runtime::TraceContract;

async fn work(cx: &TraceContract) {
    let kept = cx.spawn("work", async move |cx| cx).await.unwrap();
    //~ let kept = cx.spawn("work", async move |cx| cx.seal()).await.unwrap();
    println!("{}", kept.trace_id());
}

fn main() {
    let _ = work;
}
