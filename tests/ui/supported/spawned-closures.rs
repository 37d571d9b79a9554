use trace_runtime::{TraceContract, linked_trace, traced};

#[traced]
async fn leaf(cx: &TraceContract) -> u64 {
    7
}

async fn nested(cx: &TraceContract) -> u64 {
    let inner = cx.spawn("inner", async move |cx| leaf(cx).await);
    inner.await.unwrap()
}

fn generic<T: Send + Sync + Clone + 'static>(cx: &TraceContract, value: T) {
    cx.spawn("generic", async move |cx| {
        leaf(cx).await;
        value.clone()
    });
}

fn recursive(cx: &TraceContract, depth: u64) {
    cx.spawn("recursive", async move |cx| {
        if depth > 0 {
            recursive(cx, depth - 1);
        }
    });
}

#[tokio::main]
async fn main() {
    trace_runtime::run("main", async |cx| {
        let named = cx.spawn("named", nested);
        assert_eq!(named.await.unwrap(), 7);
        generic(cx, "text");
        recursive(cx, 3);
        let name = format!("shard {}", 1);
        let poll = cx.spawn(linked_trace(name), async move |cx| cx.trace_id());
        assert_ne!(poll.await.unwrap(), cx.trace_id());
    })
    .await;
}
