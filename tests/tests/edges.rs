//! What is easily got wrong about the end of a span, and about its parent.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use futures_util::FutureExt;
use trace_runtime::{Carried, TraceContract, traced};

#[traced]
async fn breaks(cx: &TraceContract) {
    tokio::task::yield_now().await;
    panic!("broken");
}

#[traced]
async fn waits(cx: &TraceContract) {
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn only_spans_that_a_panic_went_through_are_panicked() {
    let recording = trace_testing::record("test", async |cx| {
        let both = async { tokio::join!(breaks(cx), waits(cx)) };
        assert!(AssertUnwindSafe(both).catch_unwind().await.is_err());
    })
    .await;
    recording.trace.assert_tree(
        "
        test
          breaks error.type=panic [panicked]
            ! panic: broken (tests/tests/edges.rs:[..])
          waits [cancelled]
        ",
    );
}

#[traced]
fn recovers(cx: &TraceContract) {
    assert!(catch_unwind(|| panic!("caught")).is_err());
}

#[test]
fn a_panic_that_is_caught_is_an_event_and_no_error() {
    let recording = trace_testing::record_sync("test", recovers);
    recording.trace.assert_tree(
        "
        test
          recovers
            ! panic: caught (tests/tests/edges.rs:[..])
        ",
    );
}

#[traced(attributes(first = numbers[0]))]
fn reads(cx: &TraceContract, numbers: &[u64]) -> usize {
    numbers.len()
}

#[test]
fn a_field_that_panics_ends_its_span() {
    let recording = trace_testing::record_sync("test", |cx| {
        assert!(catch_unwind(AssertUnwindSafe(|| reads(cx, &[]))).is_err());
    });
    recording.trace.assert_tree(
        "
        test
          ! panic: index out of bounds: [..]
          reads [panicked]
        ",
    );
}

#[tokio::test]
async fn a_time_limit_does_not_hide_an_err() {
    let recording = trace_testing::record("test", async |cx| {
        let limit = Duration::from_secs(60);
        cx.timeout("charge", limit, async |_| Err::<(), _>("declined"))
            .await
    })
    .await;
    recording.trace.assert_tree(
        "
        test
          charge error.type=&str [error]
            ! &str
        ",
    );
}

#[test]
fn a_root_that_never_was_a_span_is_nobodys_parent() {
    // From a producer that is not traced, passed on as it came.
    for came in [
        r#"{"trace":{},"payload":1}"#,
        r#"{"trace":{"x-correlation-id":"basket-9"},"payload":1}"#,
    ] {
        let message: Carried<u8> = serde_json::from_str(came).unwrap();
        assert_eq!(serde_json::to_string(&message).unwrap(), came);
    }
    // Used meanwhile, it has a correlation id, and a root that is no span.
    let message: Carried<u8> = serde_json::from_str(r#"{"payload":1}"#).unwrap();
    message.clone().open_sync("consume", |_, _| {});
    let passed_on = serde_json::to_string(&message).unwrap();
    assert!(!passed_on.contains("traceparent"), "{passed_on}");
    assert!(passed_on.contains("x-correlation-id"), "{passed_on}");
}

#[test]
fn borrowed_text_is_a_value() {
    let sku = String::from("A-1");
    let recording = trace_testing::record_sync("test", |cx| cx.set_attribute("sku", sku.as_str()));
    let found = recording.trace.span("test").attribute("sku").cloned();
    assert_eq!(found, Some(sku.as_str().into()));
}
