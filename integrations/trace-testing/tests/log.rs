//! The log lines of a service: the check that it should run in CI.

mod common;

use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use common::message;
use trace_runtime::{TraceContract, Trust, propagation, run_inbound, traced};
use trace_testing::{Caller, LogLines, trace_of};
use tracing_subscriber::layer::SubscriberExt as _;

/// One logger for the process.
static LOG: LazyLock<LogLines> = LazyLock::new(|| {
    let log = LogLines::new();
    let layer = trace_log::json().writer(log.clone());
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer))
        .expect("no other logger is set");
    log
});

#[traced]
async fn settle(cx: &TraceContract, order: u64) {
    tracing::info!(order, "settled {order}");
}

/// A service that answers at once, and does the rest later.
async fn post(caller: &Caller, order: u64) {
    LazyLock::force(&LOG);
    trace_testing::start();
    let inbound = propagation::extract(&HashMap::from([caller.header()]));
    run_inbound(inbound, Trust::Continue, "POST /orders", async |cx| {
        cx.spawn_after("callback", Duration::from_millis(20), async move |cx| {
            settle(cx, order).await;
        });
        // What the types cannot refuse: a raw spawn that takes nothing along.
        #[allow(clippy::disallowed_methods, reason = "it is what the check is for")]
        tokio::spawn(async move { tracing::warn!("forgot {order}") });
        tracing::info!("accepted {order}");
    })
    .await;
}

#[tokio::test]
async fn the_line_of_a_callback_carries_the_trace_that_came_in() {
    let caller = Caller::new();
    post(&caller, 1).await;
    LOG.assert_carries(caller.trace_id(), "accepted 1").await;
    LOG.assert_carries(caller.trace_id(), "settled 1").await;

    let settled = LOG.wait_for("settled 1").await.unwrap();
    let mut trace = trace_of(caller.trace_id()).await.unwrap();
    while trace.find("settle").is_none() {
        tokio::time::sleep(Duration::from_millis(5)).await;
        trace = trace_testing::trace_so_far(caller.trace_id());
    }
    assert_eq!(settled.span_id(), Some(trace.span("settle").span_id));
    assert_eq!(settled.field("order").as_deref(), Some("1"));
    assert_eq!(
        (settled.level(), settled.target()),
        (Some("INFO"), Some("log"))
    );
    assert_eq!(
        trace.span("POST /orders").parent_span_id,
        Some(caller.span_id())
    );
}

#[tokio::test(start_paused = true)]
async fn the_line_of_a_raw_spawn_does_not_and_is_shown() {
    let caller = Caller::new();
    post(&caller, 2).await;
    LOG.wait_for("forgot 2").await.unwrap();

    #[expect(clippy::disallowed_methods, reason = "caught as a panic")]
    let carries = tokio::spawn(LOG.assert_carries(caller.trace_id(), "forgot 2"));
    let message = carries.await.unwrap_err().into_panic();
    let message = message.downcast_ref::<String>().unwrap();
    assert!(
        message.starts_with("in 5s no log line of trace "),
        "{message}"
    );
    assert!(message.contains("WARN  log: forgot 2\n"), "{message}");
    assert!(
        message.contains("asserted at integrations/trace-testing/tests/log.rs:"),
        "{message}"
    );

    let message = self::message(|| LOG.assert_every_line_has_ids());
    assert!(
        message.contains("log lines carry no ids (marked `>`)"),
        "{message}"
    );
    let marked: Vec<_> = message
        .lines()
        .filter(|line| line.starts_with('>'))
        .collect();
    assert!(
        marked.iter().all(|line| line.contains(": forgot ")),
        "{marked:?}"
    );
    assert!(!marked.is_empty());
}

#[test]
fn a_log_without_lines_proves_nothing() {
    let message = message(|| LogLines::new().assert_every_line_has_ids());
    assert_eq!(message, "nothing has been logged");
}
