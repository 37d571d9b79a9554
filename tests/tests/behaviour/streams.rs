//! A stream keeps its trace to its end.

use futures_util::{Stream, StreamExt, pin_mut, stream};
use trace_runtime::{TraceContract, traced};

use crate::check;

#[traced]
async fn row(cx: &TraceContract, row: u32) -> u32 {
    tokio::task::yield_now().await;
    row
}

fn rows(cx: &TraceContract, rows: u32) -> impl Stream<Item = u32> + Send + 'static {
    cx.stream("rows", async move |cx, out| {
        for at in 0..rows {
            out.send(row(cx, at).await).await;
        }
        cx.set_attribute("rows", rows);
    })
}

#[tokio::test]
async fn a_generated_stream_is_one_span() {
    let value = check(
        "
        test
          rows rows=2
            row
            row
        ",
        async |cx| {
            let rows = rows(cx, 2);
            // In another task, as a response body would be.
            tokio::spawn(rows.collect::<Vec<_>>()).await.unwrap()
        },
    )
    .await;
    assert_eq!(value, [0, 1]);
}

#[tokio::test]
async fn a_stream_that_is_dropped_says_cancelled() {
    check(
        "
        test
          numbers [cancelled]
        ",
        async |cx| {
            let mut numbers = cx.stream("numbers", async move |_, out| {
                for number in 0..3 {
                    out.send(number).await;
                }
            });
            assert_eq!(numbers.next().await, Some(0));
        },
    )
    .await;
}

#[tokio::test]
async fn a_span_around_a_stream_ends_with_it() {
    let value = check(
        "
        test
          numbers
        ",
        async |cx| {
            let numbers = cx.trace_stream("numbers", stream::iter([1, 2]));
            let numbers = numbers.inspect(|_| {
                let current = trace_runtime::with_current(|span| span.map(|span| span.span_id()));
                assert_eq!(current, Some(cx.span_id()));
            });
            pin_mut!(numbers);
            let mut sum = 0;
            while let Some(number) = numbers.next().await {
                sum += number;
            }
            sum
        },
    )
    .await;
    assert_eq!(value, 3);
}

#[tokio::test]
async fn what_a_traced_stream_polls_finds_its_span() {
    check(
        "
        test
          numbers
            item
        ",
        async |cx| {
            let inner = stream::iter([()]).map(|()| {
                trace_runtime::current().unwrap().open_sync("item", |_| {});
            });
            cx.trace_stream("numbers", inner).collect::<Vec<_>>().await;
        },
    )
    .await;
}

#[tokio::test]
async fn an_err_among_the_items_is_an_error() {
    let value = check(
        "
        test
          rows error.type=core::fmt::Error [error]
            ! core::fmt::Error
        ",
        async |cx| {
            let rows = stream::iter([Ok(1), Err(std::fmt::Error), Ok(2)]);
            cx.trace_stream("rows", rows).count().await
        },
    )
    .await;
    assert_eq!(value, 3);
}
