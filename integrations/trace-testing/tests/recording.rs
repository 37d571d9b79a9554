//! Recordings side by side, and what their assertions say.

#![allow(
    clippy::disallowed_methods,
    reason = "what becomes of raw spawns is tested as well"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;

use trace_testing::{Trace, record, record_sync};

/// The message of the panic.
fn message(assert: impl FnOnce()) -> String {
    let panicked = catch_unwind(AssertUnwindSafe(assert)).expect_err("it should panic");
    let text = panicked.downcast_ref::<String>().cloned();
    text.or_else(|| {
        panicked
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
    })
    .expect("a panic has a text")
}

fn shop() -> Trace {
    let recording = record_sync("shop", |cx| {
        cx.set_attribute("id", "42");
        cx.set_attribute("currency", "EUR");
        cx.seal()
            .open_sync("pay", |cx| cx.add_event("asked twice", [("attempt", 2)]));
        cx.seal().open_sync("ship", |_| {});
    });
    recording.trace
}

#[test]
fn the_tree_is_readable() {
    let expected = "\
shop currency=EUR id=\"42\"
  pay
    * asked twice attempt=2
  ship
";
    assert_eq!(shop().to_string(), expected);
    assert_eq!(format!("{:?}", shop()), expected);
}

#[test]
fn a_difference_is_shown_line_by_line() {
    let message = message(|| {
        shop().assert_tree(
            r#"
            shop currency=EUR id="42"
              pay
              refund
              ship
            "#,
        )
    });
    let expected = "\
the trace is not the one expected (- expected, + found):
  shop currency=EUR id=\"42\"
    pay
-   refund
+     * asked twice attempt=2
    ship
";
    assert_eq!(message, expected);
}

#[test]
fn a_missing_span_is_told_with_those_there_are() {
    let message = message(|| {
        shop().span("refund");
    });
    assert!(
        message.starts_with("no span `refund` in the trace:\nshop "),
        "{message}"
    );
}

#[test]
fn family_can_be_asked_for() {
    let trace = shop();
    let shop = trace.span("shop");
    let children: Vec<_> = trace.children_of(shop).map(|span| &*span.name).collect();
    assert_eq!(children, ["pay", "ship"]);
    assert_eq!(
        trace.parent_of(trace.span("pay")).map(|span| span.span_id),
        Some(shop.span_id)
    );
    assert!(trace.parent_of(shop).is_none());
    assert!(trace.find("refund").is_none());
    assert_eq!(trace.trace_id(), shop.trace_id);
    assert_eq!(trace.spans().len(), 3);
}

#[test]
fn recordings_side_by_side_see_their_own_trace() {
    thread::scope(|scope| {
        for worker in 0..8_i64 {
            scope.spawn(move || {
                for round in 0..50_i64 {
                    let recording = record_sync("test", |cx| {
                        cx.seal()
                            .open_sync("child", |cx| cx.set_attribute("worker", worker));
                        round
                    });
                    assert_eq!(recording.value, round);
                    recording
                        .trace
                        .assert_tree(&format!("test\n  child worker={worker}"));
                    recording.trace.assert_no_lost_context();
                }
            });
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_may_run_in_a_task() {
    let task = tokio::spawn(record("test", async |cx| cx.trace_id()));
    let recording = task.await.unwrap();
    assert_eq!(recording.value, recording.trace.trace_id());
}

#[test]
fn a_span_whose_parent_is_missing_is_orphaned() {
    let (release, released) = mpsc::channel::<()>();
    let mut recording = record_sync("test", |cx| {
        cx.spawn_thread("parent", move |cx| {
            cx.seal().open_sync("child", |_| {});
            let _ = released.recv();
        })
        .unwrap()
    });
    recording.wait_for_sync("child").unwrap();
    assert_eq!(recording.trace.to_string(), "test\nchild ~ orphaned\n");
    let message = message(|| recording.trace.assert_no_lost_context());
    assert!(
        message.contains("the parent of `child` has not ended, or was dropped"),
        "{message}"
    );

    release.send(()).unwrap();
    recording.wait_for_sync("parent").unwrap();
    recording.trace.assert_no_lost_context();
    recording.trace.assert_tree(
        "
        test
          parent
            child
        ",
    );
}

#[tokio::test(start_paused = true)]
async fn a_span_that_never_comes_is_told_with_those_that_did() {
    let mut recording = record("test", async |_| {}).await;
    let error = recording.wait_for("audit").await.unwrap_err();
    let expected = "no span `audit` has ended in 5s; those that have:\ntest\n";
    assert_eq!(error.to_string(), expected);
    assert_eq!(format!("{error:?}"), expected);
}
