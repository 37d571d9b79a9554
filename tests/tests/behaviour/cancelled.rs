//! A span that is dropped before its end: no error, and it says so.

use std::time::Duration;

use futures_util::{FutureExt, StreamExt, select_biased};
use trace_runtime::integration::OpenSpan;
use trace_runtime::{Status, TraceContract, Value, traced};

use crate::{check, check_sync, poll_once};

#[traced]
async fn forever(cx: &TraceContract) {
    std::future::pending().await
}

#[tokio::test]
async fn every_way_of_being_dropped_is_no_error() {
    let mut recording = trace_testing::record("test", async |cx| {
        select_biased! {
            () = forever(cx).boxed_local().fuse() => {}
            () = std::future::ready(()).fuse() => {}
        }
        assert!(
            poll_once(cx.span("future", async |_| std::future::pending::<()>().await)).is_pending()
        );
        drop(OpenSpan::child_of(cx, "open"));
        let mut rows = cx.stream("stream", async move |_, out| {
            out.send(1).await;
            out.send(2).await;
        });
        assert_eq!(rows.next().await, Some(1));
        drop(rows);
        let endless = futures_util::stream::repeat(1);
        let mut items = cx.trace_stream("items", endless);
        assert_eq!(items.next().await, Some(1));
        drop(items);
        let task = cx.spawn("task", async move |_| std::future::pending::<()>().await);
        tokio::task::yield_now().await;
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        // A runtime that shuts down drops its tasks.
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .build()
            .unwrap();
        let (started, start) = std::sync::mpsc::channel();
        cx.spawn_on(&runtime, "shut down", async move |_| {
            started.send(()).unwrap();
            std::future::pending::<()>().await
        });
        start.recv().unwrap();
        runtime.shutdown_background();
    })
    .await;
    recording.wait_for("shut down").await.unwrap();
    for name in [
        "forever",
        "future",
        "open",
        "stream",
        "items",
        "task",
        "shut down",
    ] {
        let span = recording.trace.span(name);
        assert!(span.is_cancelled(), "{name}");
        assert!(!span.status().is_error(), "{name}");
        assert_eq!(
            span.attribute("cancelled"),
            Some(&Value::Bool(true)),
            "{name}"
        );
    }
    let test = recording.trace.span("test");
    assert!(!test.is_cancelled() && test.attribute("cancelled").is_none());
}

#[test]
fn the_status_that_was_given_stays() {
    check_sync(
        "
        test
          fine [ok] [cancelled]
          failed error.type=core::fmt::Error [error] [cancelled]
            ! core::fmt::Error: [..]
          said [error: half] [cancelled]
        ",
        |cx| {
            let fine = cx.span("fine", async |cx| {
                cx.set_status(Status::Ok);
                std::future::pending::<()>().await
            });
            assert!(poll_once(fine).is_pending());
            let failed = cx.span("failed", async |cx| {
                cx.record_error(&std::fmt::Error);
                std::future::pending::<()>().await
            });
            assert!(poll_once(failed).is_pending());
            let said = cx.span("said", async |cx| {
                cx.set_status(Status::Error("half".into()));
                std::future::pending::<()>().await
            });
            assert!(poll_once(said).is_pending());
        },
    );
}

#[tokio::test(start_paused = true)]
async fn a_deadline_of_ours_is_an_error_and_what_it_drops_is_none() {
    check(
        "
        test
          too long error.type=timeout [error]
            ! trace_runtime::Elapsed: not done within 2s
            forever [cancelled]
        ",
        async |cx| {
            let limit = Duration::from_secs(2);
            cx.timeout("too long", limit, async |cx| forever(cx).await)
                .await
                .unwrap_err();
        },
    )
    .await;
}

/// What the user calls `cancelled` is not ours to replace.
#[test]
fn an_attribute_of_the_same_name_stays() {
    let recording = trace_testing::record_sync("test", |cx| {
        let order = cx.span("order", async |cx| {
            cx.set_attribute("cancelled", "by the customer");
            std::future::pending::<()>().await
        });
        assert!(poll_once(order).is_pending());
    });
    let order = recording.trace.span("order");
    assert!(order.is_cancelled());
    assert_eq!(
        order.attribute("cancelled"),
        Some(&Value::from("by the customer"))
    );
    assert_eq!(
        order
            .attributes
            .iter()
            .filter(|(key, _)| key == "cancelled")
            .count(),
        1
    );
}
