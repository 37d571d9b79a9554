//! What an SDK calls back is in the trace of its call, or its loss is known.

use std::panic::Location;
use std::thread;
use std::time::Duration;

use trace_runtime::stats::{CallbackCount, ContextPlace};
use trace_runtime::{Callback, CorrelationId, Gated, TraceContract, Value, stats, untraced_sync};
use trace_testing::{record, record_sync, trace_so_far};

use crate::check;

/// Calls back from a thread of its own, when the call is over.
struct Later;

impl Later {
    fn call(&self, back: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
        thread::spawn(back)
    }
}

static LATER: Gated<Later> = Gated::named("later", Later);

fn lost(sdk: &'static str) -> (u64, u64) {
    let count = stats().context_at(ContextPlace::Sdk(sdk));
    (count.expected, count.lost)
}

fn callback_at(at: &Location<'_>) -> CallbackCount {
    let stats = stats();
    let found = stats
        .callbacks()
        .iter()
        .find(|of| of.at == at && of.sdk == "asked");
    *found.expect("the callback ran")
}

#[tokio::test]
async fn a_callback_that_carries_the_contract_is_in_the_trace_of_its_call() {
    let tree = "
        test
          later call (client)
            back
            async back
    ";
    check(tree, async |cx| {
        let thread = LATER.call_sync(cx, "later call", |cx, sdk| {
            let back = LATER.callback(cx);
            sdk.call(move || {
                back.open_sync("back", |_| ());
                let asynchronous = back.open("async back", async |_| ());
                tokio::runtime::Builder::new_current_thread()
                    .build()
                    .unwrap()
                    .block_on(asynchronous);
            })
        });
        thread.join().unwrap();
    })
    .await;
    assert_eq!(lost("later"), (2, 0));
}

#[tokio::test]
async fn a_callback_is_made_where_its_gate_is_borrowed() {
    let tree = "
        test
          later call (client)
            back
    ";
    check(tree, async |cx| {
        let mut gate = Gated::named("borrowed", Later);
        let call = gate.call_mut(cx, "later call", async |cx, sdk| {
            let back = Callback::carrying("borrowed", cx);
            sdk.call(move || back.open_sync("back", |_| ()))
        });
        call.await.join().unwrap();
    })
    .await;
    assert_eq!(lost("borrowed"), (1, 0));
}

#[test]
fn a_callback_that_runs_in_another_request_is_in_its_own_trace() {
    let gate = Gated::named("mixed", Later);
    let mut kept = None;
    let first = record_sync("first", |cx| kept = Some(gate.callback(cx)));
    let second = record_sync("second", |_| {
        kept.take().unwrap().open_sync("back", |cx| cx.trace_id())
    });
    assert_eq!(second.value, first.trace.trace_id());
    second.trace.assert_tree("second");
    second.trace.assert_no_lost_context();
}

/// What SDKs take that take a plain `fn`.
fn plain_back() -> (trace_runtime::TraceId, CorrelationId) {
    Callback::expected_from("plain").open_sync("back", |cx| (cx.trace_id(), cx.correlation_id()))
}

#[tokio::test]
async fn a_plain_function_finds_the_context_or_its_loss_is_counted_and_named() {
    let recording = record("test", async |cx| {
        let gate = Gated::named("plain", Later);
        let here = gate
            .call(cx, "here", async |_, _| {
                tokio::time::sleep(Duration::from_millis(1)).await;
                plain_back()
            })
            .await;
        assert_eq!(here.0, cx.trace_id());
        assert_eq!(lost("plain"), (1, 0));

        let there = gate.call(cx, "there", async |_, _| {
            thread::spawn(plain_back).join().unwrap()
        });
        (there.await.0, cx.trace_id())
    })
    .await;
    let (lost_in, trace_id) = recording.value;
    recording.trace.assert_tree(
        "
        test
          here (client)
            back
          there (client)
        ",
    );
    assert_ne!(lost_in, trace_id);
    assert_eq!(lost("plain"), (2, 1));

    // The callback ran all the same, and says what happened.
    let lost_trace = trace_so_far(lost_in);
    let back = lost_trace.span("back");
    let attribute = |key| back.attribute(key).cloned();
    assert_eq!(attribute("context.lost"), Some(Value::from("sdk:plain")));
    let at = attribute("context.lost.callback").unwrap();
    assert!(at.as_str().unwrap().contains("callbacks.rs:"), "{at:?}");
}

async fn asked(expected: &Callback) -> bool {
    expected.open("asked", async |_| ()).await;
    expected.context().is_ok()
}

#[tokio::test]
async fn a_loss_is_an_error_that_names_the_sdk_and_the_callback_and_the_remedy() {
    let expected = Callback::expected_from("asked");
    let at = expected.context().unwrap_err().at();
    assert_eq!(callback_at(at).lost, 1);
    assert!(!asked(&expected).await);
    assert!(
        record("test", async |_: &TraceContract| asked(&expected).await)
            .await
            .value
    );
    let count = callback_at(at);
    assert_eq!((count.expected, count.lost), (5, 3));

    let lost = expected.context().unwrap_err();
    assert_eq!(lost.sdk(), "asked");
    let text = lost.to_string();
    let named = format!("CONTEXT_LOST_IN_SDK: `asked` ran the callback at {at}");
    assert!(text.starts_with(&named), "{text}");
    assert!(text.contains("gate.callback(cx)"), "{text}");
}

#[test]
fn a_context_that_is_not_recorded_is_none_that_is_lost() {
    let back = untraced_sync("health check", |cx| {
        let gate = Gated::named("unrecorded", Later);
        Callback::expected_from("unrecorded").open_sync("at once", |_| ());
        gate.callback(cx)
    });
    assert!(!back.open_sync("later", |cx| cx.is_recording()));
    assert_eq!(lost("unrecorded"), (2, 0));
}

#[test]
fn a_gate_without_a_name_has_that_of_its_type() {
    let gate = Gated::new(Later);
    assert!(gate.name().ends_with("::Later"), "{}", gate.name());
    record_sync("test", |cx| gate.callback(cx).open_sync("back", |_| ()));
    assert_eq!(lost(gate.name()), (1, 0));
}
