//! What is done later, and waits that show.

use std::time::Duration;

use trace_runtime::linked_trace;

use crate::check;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_delayed_task_is_a_child() {
    let mut recording = trace_testing::record("test", async |cx| {
        cx.spawn_after("reminder", SECOND, async move |cx| {
            cx.set_attribute("sent", true)
        });
    })
    .await;
    assert!(recording.trace.find("reminder").is_none());
    assert_eq!(recording.elapsed, Duration::ZERO);
    recording.wait_for("reminder").await.unwrap();
    recording.trace.assert_tree(
        "
        test
          reminder sent=true
        ",
    );
}

#[tokio::test(start_paused = true)]
async fn each_tick_is_a_child() {
    check(
        "
        test
          poll tick=1
          poll tick=2
        ",
        async |cx| {
            let mut tick = 0_i64;
            let every = cx.spawn_every("poll", SECOND, move || {
                tick += 1;
                async move |cx| cx.set_attribute("tick", tick)
            });
            tokio::time::sleep(SECOND * 2 + SECOND / 2).await;
            every.abort();
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn each_tick_can_be_a_trace() {
    let recording = trace_testing::record("test", async |cx| {
        let every = cx.spawn_every(linked_trace("poll"), SECOND, || async move |_| ());
        tokio::time::sleep(SECOND * 2 + SECOND / 2).await;
        every.abort();
    })
    .await;
    recording.trace.assert_tree(
        "
        test
        poll ~ linked
        poll ~ linked
        ",
    );
    let [.., first, second] = recording.trace.spans() else {
        panic!("two polls")
    };
    assert_ne!(first.trace_id, second.trace_id);
}

#[tokio::test(start_paused = true)]
async fn waits_are_spans() {
    let recording = trace_testing::record("test", async |cx| {
        cx.sleep("backoff", SECOND).await;
        let mut ticks = cx.interval("wait for tick", SECOND);
        ticks.tick().await;
        ticks.tick().await;
    })
    .await;
    recording.trace.assert_tree(
        "
        test
          backoff
          wait for tick
          wait for tick
        ",
    );
    assert_eq!(recording.elapsed, 3 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn what_runs_into_its_time_limit_is_cancelled() {
    let recording = trace_testing::record("test", async |cx| {
        let in_time = cx.timeout("quick", SECOND, async |_| 7).await;
        assert_eq!(in_time.unwrap(), 7);
        let too_late = cx.timeout("slow", SECOND, async |cx| {
            cx.sleep("work", 2 * SECOND).await
        });
        too_late.await.unwrap_err().to_string()
    })
    .await;
    assert_eq!(recording.value, "not done within 1s");
    assert_eq!(recording.elapsed, SECOND);
    recording.trace.assert_tree(
        "
        test
          quick
          slow error.type=timeout [error]
            ! trace_runtime::Elapsed: not done within 1s
            work [cancelled]
        ",
    );
}
