//! How often a context is expected, and lost: each place, by what happens there.

#![allow(clippy::unwrap_used)]

use std::sync::Mutex;

use trace_runtime::integration::{expect_context, observe_losses};
use trace_runtime::stats::{ContextPlace, Counter};
use trace_runtime::{
    Carried, Pipeline, TraceContract, TraceId, current, exporter, linked_trace, run_sync, stats,
    traced,
};

static TOLD: Mutex<Vec<Counter>> = Mutex::new(Vec::new());

fn tell(what: Counter, _: Option<TraceId>) {
    TOLD.lock().unwrap().push(what);
}

/// What `work` adds at one place, expected and lost, and what is told meanwhile.
fn added(place: ContextPlace, work: impl FnOnce()) -> (u64, u64, Vec<Counter>) {
    TOLD.lock().unwrap().clear();
    let before = stats().context_at(place);
    work();
    let now = stats().context_at(place);
    let told = std::mem::take(&mut *TOLD.lock().unwrap());
    (now.expected - before.expected, now.lost - before.lost, told)
}

#[traced]
fn outer(cx: &TraceContract, stale: bool) {
    let around = cx;
    inner(around);
    cx.span_sync("between", |between| {
        inner(if stale { around } else { between });
    });
}

#[traced]
fn inner(_cx: &TraceContract) {}

// One test: the numbers are the process's.
#[test]
fn each_place_counts_what_is_expected_and_what_is_lost() {
    let pipeline = Pipeline::builder()
        .exporter(exporter::MemoryExporter::new())
        .install()
        .unwrap();
    assert!(observe_losses(tell));

    use ContextPlace::{Current, Message, Root, Sdk, Span};
    let spans = |stale| added(Span, || run_sync("job", |cx| outer(cx, stale)));
    assert_eq!(spans(false), (5, 0, vec![]));
    assert_eq!(spans(true), (5, 1, vec![Counter::StaleParent]));

    let alone = added(Root, || run_sync("job", |_| {}));
    assert_eq!(alone, (0, 0, vec![]));
    let within = added(Root, || run_sync("job", |_| run_sync("another", |_| {})));
    assert_eq!(within, (1, 1, vec![Counter::RootInContext]));
    let linked = added(Root, || {
        run_sync("job", |cx| cx.span_sync(linked_trace("another"), |_| {}));
    });
    assert_eq!(linked, (1, 0, vec![]));

    let found = added(Current, || run_sync("job", |_| drop(current().unwrap())));
    assert_eq!(found, (1, 0, vec![]));
    let missing = added(Current, || assert!(current().is_err()));
    assert_eq!(missing, (1, 1, vec![Counter::ContextMissing]));

    let sent = run_sync("producer", |cx| {
        serde_json::to_string(&Carried::new(cx, 7)).unwrap()
    });
    let receive = |message: &str| {
        let message: Carried<u32> = serde_json::from_str(message).unwrap();
        added(Message, || message.open_sync("consume", |_, _| {}))
    };
    assert_eq!(receive(&sent), (1, 0, vec![]));
    let without = receive(r#"{"payload": 7}"#);
    assert_eq!(without, (1, 1, vec![Counter::MessageWithoutContext]));

    let called_back = |found| added(Sdk("stripe"), || expect_context(Sdk("stripe"), found));
    assert_eq!(called_back(true), (1, 0, vec![]));
    assert_eq!(called_back(false), (1, 1, vec![Counter::ContextLostInSdk]));
    assert_eq!(stats().counter(Counter::ContextLostInSdk), 1);

    // No place has lost more than was expected there, and they are listed once each.
    let all = stats();
    let mut places: Vec<_> = all
        .contexts()
        .iter()
        .map(|at| at.place.to_string())
        .collect();
    assert!(all.contexts().iter().all(|at| at.lost <= at.expected));
    places.sort();
    places.dedup();
    assert_eq!(places.len(), all.contexts().len());
    for place in [
        "span",
        "root",
        "current",
        "request",
        "message",
        "instrument",
        "spawn",
    ] {
        assert!(places.iter().any(|it| it == place), "{place}");
    }
    drop(pipeline);
}
