//! Trying again: what is tried, how long the waits are, and what the trace shows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use trace_runtime::{Retry, TraceContract};
use trace_testing::{Recording, record};

#[derive(Debug, PartialEq)]
enum Failed {
    Busy(u32),
    Refused,
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Failed {}

/// Fails so many times.
async fn fetch(cx: &TraceContract, tried: &AtomicU32, failures: u32) -> Result<u32, Failed> {
    cx.add_event("asked", ());
    match tried.fetch_add(1, Ordering::Relaxed) + 1 {
        tried if tried <= failures => Err(Failed::Busy(tried)),
        tried => Ok(tried),
    }
}

async fn fetching(failures: u32, retry: Retry<Failed>) -> Recording<Result<u32, Failed>> {
    let tried = AtomicU32::new(0);
    record("test", async |cx| {
        cx.retry("fetch", retry, || {
            async |cx| fetch(cx, &tried, failures).await
        })
        .await
    })
    .await
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn each_try_and_each_wait_is_a_span() {
    let recording = fetching(2, Retry::times(5).first_wait(SECOND)).await;
    assert_eq!(recording.value, Ok(3));
    let trace = recording.trace.only_attributes(&["retry.*"]);
    trace.assert_shape(
        "
        test
          fetch
            try
            wait
            try
            wait
            try
        ",
    );
    let attempts: Vec<_> = trace
        .spans_named("try")
        .map(|span| span.attribute("retry.attempt").cloned())
        .collect();
    assert_eq!(attempts, [Some(1.into()), Some(2.into()), Some(3.into())]);
    let fetch = trace.span("fetch");
    assert_eq!(fetch.attribute("retry.attempts"), Some(&3.into()));
    trace.assert_no_lost_context();
    // One second and two, of each a half at least.
    let waited = recording.elapsed;
    assert!(
        waited >= SECOND * 3 / 2 && waited <= SECOND * 3 + SECOND / 100,
        "{waited:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn the_last_error_is_returned() {
    let recording = fetching(9, Retry::times(3)).await;
    assert_eq!(recording.value, Err(Failed::Busy(3)));
    assert_eq!(recording.trace.spans_named("try").count(), 3);
    assert_eq!(recording.trace.spans_named("wait").count(), 2);
    assert!(
        recording
            .trace
            .span("fetch")
            .attribute("error.type")
            .is_some()
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_not_worth_another_try_is_returned_at_once() {
    let recording = record("test", async |cx| {
        let retry = Retry::times(9).only(|error| matches!(error, Failed::Busy(_)));
        let refuse = || async |_: &TraceContract| Err::<(), _>(Failed::Refused);
        cx.retry("fetch", retry, refuse).await
    })
    .await;
    assert_eq!(recording.value, Err(Failed::Refused));
    assert_eq!(recording.trace.spans_named("try").count(), 1);
    assert_eq!(recording.elapsed, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn no_wait_is_longer_than_the_longest_and_no_tries_are_one() {
    let retry = Retry::times(40).first_wait(SECOND).longest_wait(2 * SECOND);
    let recording = fetching(39, retry).await;
    assert_eq!(recording.value, Ok(40));
    assert!(
        recording.elapsed <= 39 * 2 * SECOND + SECOND,
        "{:?}",
        recording.elapsed
    );

    let recording = fetching(9, Retry::times(0)).await;
    assert_eq!(recording.value, Err(Failed::Busy(1)));
}

/// In a task that moves between threads, with what is borrowed from it.
#[tokio::test(start_paused = true)]
async fn in_a_spawned_task_until_it_is_aborted() {
    let tried = Arc::new(AtomicU32::new(0));
    let mut recording = record("test", {
        let tried = Arc::clone(&tried);
        async move |cx| {
            let task = cx.spawn("task", async move |cx| {
                let tried = &*tried;
                let retry = Retry::times(99).first_wait(SECOND);
                cx.retry("fetch", retry, || {
                    async move |cx| fetch(cx, tried, 99).await
                })
                .await
            });
            cx.sleep("meanwhile", SECOND / 4).await;
            task.abort();
            let _ = task.await;
        }
    })
    .await;
    recording.wait_for("task").await.unwrap();
    assert_eq!(tried.load(Ordering::Relaxed), 1);
    assert_eq!(recording.trace.spans_named("wait").count(), 1);
}
