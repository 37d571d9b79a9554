//! Tests whose clock is paused: hours pass at once, and in order.

use std::time::Duration;

use trace_runtime::linked_trace;
use trace_testing::record;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test(start_paused = true)]
async fn all_that_waits_is_done_at_once() {
    let recording = record("test", async |cx| {
        cx.sleep("sleep", MINUTE).await;
        let late = cx.timeout("limit", MINUTE, async |cx| cx.sleep("too long", DAY).await);
        late.await.unwrap_err();
        let mut ticks = cx.interval("tick", MINUTE);
        for _ in 0..3 {
            ticks.tick().await;
        }
        cx.spawn_after("after", MINUTE, async move |_| {})
            .await
            .unwrap();
    })
    .await;
    recording.trace.without_attributes(&["*"]).assert_tree(
        "
        test
          sleep
          limit [error]
            ! trace_runtime::Elapsed: not done within 60s
            too long [cancelled]
          tick
          tick
          tick
          after
        ",
    );
    assert_eq!(recording.elapsed, 6 * MINUTE);
}

#[tokio::test(start_paused = true)]
async fn spans_are_as_long_as_the_machine_took() {
    let recording = record("test", async |cx| cx.sleep("sleep", DAY).await).await;
    assert_eq!(recording.elapsed, DAY);
    let span = recording.trace.span("sleep");
    let took = Duration::from_nanos(span.end_unix_nanos - span.start_unix_nanos);
    assert!(took < DAY / 2, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn waiting_moves_the_clock_on() {
    let begun = tokio::time::Instant::now();
    let mut recording = record("test", async |cx| {
        cx.spawn_after("in a month", 30 * DAY, async move |_| {});
    })
    .await;
    assert_eq!(recording.elapsed, Duration::ZERO);
    assert!(recording.trace.find("in a month").is_none());
    recording.wait_for("in a month").await.unwrap();
    assert!(begun.elapsed() >= 30 * DAY && begun.elapsed() <= 61 * DAY);
    recording.trace.assert_tree(
        "
        test
          in a month
        ",
    );
}

#[tokio::test(start_paused = true)]
async fn waiting_does_not_go_far_beyond() {
    let mut recording = record("test", async |cx| {
        let every = cx.spawn_every(linked_trace("poll"), MINUTE, || async move |_| {});
        every.abort_handle()
    })
    .await;
    recording.wait_for("poll").await.unwrap();
    recording.value.abort();
    let polls = recording.trace.spans().len() - 1;
    assert!((1..=2).contains(&polls), "{polls} polls");
}
