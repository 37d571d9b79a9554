//! Recordings side by side, and what their assertions say.

#![allow(
    clippy::disallowed_methods,
    reason = "what becomes of raw spawns is tested as well"
)]

mod common;

use std::collections::HashMap;
use std::pin::pin;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};
use std::thread;

use common::message;
use trace_runtime::{Carried, Status, TraceId, Trust, propagation, run_inbound};
use trace_testing::{Caller, Trace, record, record_sync};

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
fn each_status_is_a_word() {
    let recording = record_sync("test", |cx| {
        cx.span_sync("unset", |_| {});
        cx.span_sync("ok", |cx| cx.set_status(Status::Ok));
        cx.span_sync("error", |cx| {
            cx.set_status(Status::Error("half of it".into()))
        });
        cx.span_sync("failed", |_| Err::<(), _>(())).unwrap_err();
        let never = cx.span("cancelled", async |_| std::future::pending::<()>().await);
        assert!(poll_once(never).is_pending());
        let bug = || cx.span_sync("panicked", |_| panic!("a bug"));
        message(bug);
    });
    recording.trace.without_attributes(&["*"]).assert_tree(
        "
        test
          unset
          ok [ok]
          error [error: half of it]
          failed [error]
            ! ()
          cancelled [cancelled]
          panicked [panicked]
            ! panic: a bug (integrations/trace-testing/tests/recording.rs:[..])
        ",
    );
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

#[test]
fn a_client_and_its_server_may_be_in_one_process() {
    let recording = record_sync("client", |cx| {
        let wire = serde_json::to_string(&Carried::new(cx, "order")).unwrap();
        let received: Carried<String> = serde_json::from_str(&wire).unwrap();
        received.open_sync("server", |_, order| assert_eq!(order, "order"));
    });
    assert!(recording.trace.span("server").parent_is_remote);
    recording.trace.assert_no_lost_context();
    recording.trace.assert_shape(
        "
        client
          server
        ",
    );
}

#[test]
fn two_roots_are_one_too_many() {
    let caller = Caller::new();
    trace_testing::start();
    let headers = HashMap::from([caller.header()]);
    for name in ["first", "second"] {
        let inbound = propagation::extract(&headers);
        let handled = run_inbound(inbound, Trust::Continue, name, async |_| {});
        assert!(poll_once(handled).is_ready());
    }
    let trace = trace_testing::trace_of_sync(caller.trace_id()).unwrap();
    trace.assert_shape(
        "
        first
        second
        ",
    );
    let message = message(|| trace.assert_no_lost_context());
    assert!(
        message.contains("the trace has several roots: `first`, `second`"),
        "{message}"
    );
}

/// Polls a future once, with a waker that does nothing.
fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn a_trace_that_never_comes_is_told_by_its_id() {
    let id = TraceId::random();
    let error = trace_testing::trace_of_sync(id).unwrap_err().to_string();
    let expected = format!("no entry span of trace {id} has ended in 5s; those that have:\nnone\n");
    assert_eq!(error, expected);
}
