use trace_runtime::{TraceContract, traced};

#[traced]
fn child(cx: &TraceContract, order: u64) -> u64 {
    order
}

async fn handle(cx: &TraceContract, order: u64) {
    let _ = cx;
    let done = tokio::task::spawn_blocking(move || child(order));
    //~ let done = cx.spawn_blocking("child", move |cx| child(cx, order));
    done.await.unwrap();
}

fn main() {
    let _ = handle;
}
