//! Items of `cx.stream` under every way to await that users write.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::{self, FuturesUnordered};
use trace_runtime::spawn::Emitter;
use trace_runtime::{TraceContract, run};

/// What a stream gives until it ends, which it must.
async fn items<S: stream::Stream<Item = u32> + Unpin>(stream: S) -> Vec<u32> {
    tokio::time::timeout(Duration::from_secs(5), stream.collect())
        .await
        .expect("the stream ends")
}

#[tokio::test]
async fn one_after_the_other() {
    let stream = run("test", async |cx| {
        cx.stream("items", async move |_cx, out| {
            for item in 0..100 {
                out.send(item).await;
            }
        })
    });
    assert_eq!(items(stream.await).await, (0..100).collect::<Vec<_>>());
}

#[tokio::test]
async fn at_once_and_in_select() {
    let stream = run("test", async |cx| {
        cx.stream("items", async move |_cx, out| {
            tokio::join!(out.send(1), out.send(2));
            tokio::select! {
                () = out.send(3) => {}
                () = std::future::pending() => {}
            }
        })
    });
    assert_eq!(items(stream.await).await, [1, 2, 3]);
}

#[tokio::test]
async fn in_a_set_of_futures() {
    let stream = run("test", async |cx| {
        cx.stream("items", async move |_cx, out| {
            let mut sends: FuturesUnordered<_> = (0..20).map(|item| out.send(item)).collect();
            while sends.next().await.is_some() {}
        })
    });
    assert_eq!(items(stream.await).await.len(), 20);
}

#[tokio::test]
async fn from_another_task_that_goes_on_after_the_closure() {
    async fn produce(cx: &TraceContract, out: Emitter<u32>) {
        cx.spawn("producer", async move |_cx| {
            for item in 0..10 {
                out.send(item).await;
            }
        });
    }
    let stream = run("test", async |cx| {
        cx.stream("items", async move |cx, out| produce(cx, out).await)
    });
    assert_eq!(items(stream.await).await.len(), 10);
}

#[tokio::test]
async fn nothing_is_lost_when_the_emitter_goes_first() {
    let stream = run("test", async |cx| {
        cx.stream("items", async move |_cx, out| {
            out.send(1).await;
            drop(out);
            tokio::time::sleep(Duration::from_millis(5)).await;
        })
    });
    assert_eq!(items(stream.await).await, [1]);
}
