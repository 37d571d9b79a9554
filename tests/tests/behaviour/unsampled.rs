//! Where nothing is recorded, everything works the same.

use std::cell::Cell;
use std::{fmt, ptr};

use trace_runtime::propagation;
use trace_runtime::{Carried, TraceContract, Trust, traced};

#[traced(attributes(text = panics(text)))]
fn leaf(cx: &TraceContract, outer: *const TraceContract, text: &str) -> bool {
    cx.set_attribute("set", true);
    cx.add_event("event", [("key", 1)]);
    // No span is made: the contract is the parent's own.
    !cx.is_recording() && ptr::eq(cx, outer) && text.is_empty()
}

/// A field that must not be evaluated.
fn panics(_: &str) -> u64 {
    panic!("evaluated")
}

#[test]
fn the_parents_contract_is_lent_on() {
    trace_runtime::untraced_sync("test", |cx| {
        assert!(leaf(cx, cx, ""));
        let current = trace_runtime::with_current(|span| span.map(|span| span.span_id()));
        assert_eq!(current, Some(cx.span_id()));
    });
}

#[test]
fn an_error_is_not_described() {
    struct Refused<'a>(&'a Cell<u32>);
    impl fmt::Display for Refused<'_> {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.set(self.0.get() + 1);
            Ok(())
        }
    }
    #[traced]
    fn fails<'a>(cx: &TraceContract, described: &'a Cell<u32>) -> Result<(), Refused<'a>> {
        Err(Refused(described))
    }
    let described = Cell::new(0);
    trace_runtime::untraced_sync("test", |cx| assert!(fails(cx, &described).is_err()));
    assert_eq!(described.get(), 0);
    trace_runtime::run_sync("test", |cx| assert!(fails(cx, &described).is_err()));
    assert_eq!(described.get(), 1);
}

#[tokio::test]
async fn tasks_and_messages_keep_the_decision_and_the_ids() {
    trace_runtime::untraced("test", async |cx| {
        let (trace_id, span_id) = (cx.trace_id(), cx.span_id());
        let same = move |cx: &TraceContract| {
            (cx.trace_id(), cx.span_id(), cx.is_recording()) == (trace_id, span_id, false)
        };
        assert!(cx.spawn("task", async move |cx| same(cx)).await.unwrap());
        assert!(
            cx.spawn_blocking("blocking", move |cx| same(cx))
                .await
                .unwrap()
        );
        assert!(cx.seal().open_sync("open", same));

        let wire = serde_json::to_string(&Carried::new(cx, ())).unwrap();
        let carried: Carried<()> = serde_json::from_str(&wire).unwrap();
        assert!(carried.open_sync("handle", |cx, ()| cx.trace_id() == trace_id));
    })
    .await;
}

#[tokio::test]
async fn nothing_of_an_unrecorded_trace_is_exported() {
    let recording = trace_testing::record("test", async |_| {
        trace_runtime::untraced("probe", async |cx| {
            leaf(cx, cx, "");
            cx.trace_id()
        })
        .await
    })
    .await;
    recording.trace.assert_tree("test");
    assert_ne!(recording.value, recording.trace.trace_id());
}

#[tokio::test]
async fn an_inbound_trace_goes_on_or_is_linked() {
    let headers = std::collections::HashMap::from([(
        "traceparent".to_owned(),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned(),
    )]);
    let continued = trace_runtime::run_inbound(
        propagation::extract(&headers),
        Trust::Continue,
        "continued",
        async |cx| cx.trace_id().to_string(),
    );
    assert_eq!(continued.await, "0af7651916cd43dd8448eb211c80319c");
    let restarted = trace_runtime::run_inbound(
        propagation::extract(&headers),
        Trust::Restart,
        "restarted",
        async |cx| cx.trace_id().to_string(),
    );
    assert_ne!(restarted.await, "0af7651916cd43dd8448eb211c80319c");
}

/// Downstream, two calls of one request are told apart by the ids that they come with,
/// recorded or not.
#[test]
fn each_outgoing_call_has_an_id_of_its_own() {
    use std::collections::{BTreeMap, BTreeSet};

    fn sent(cx: &TraceContract) -> Vec<String> {
        let mut headers = vec![BTreeMap::new(); 3];
        cx.inject(&mut headers[0]);
        cx.inject(&mut headers[1]);
        cx.seal().inject(&mut headers[2]);
        let message = serde_json::to_value(Carried::new(cx, ())).unwrap();
        let sent = headers
            .iter_mut()
            .map(|headers| headers["traceparent"].clone());
        let message = message["trace"]["traceparent"].as_str().unwrap().to_owned();
        sent.chain([message]).collect()
    }

    let (trace_id, sent) = trace_runtime::untraced_sync("test", |cx| {
        let sent = cx.span_sync("call", sent);
        (cx.trace_id().to_string(), sent)
    });
    let ids: BTreeSet<_> = sent.iter().map(|header| &header[36..52]).collect();
    assert_eq!(ids.len(), 4, "{sent:?}");
    for header in &sent {
        assert_eq!(header[3..35], trace_id);
        // Not sampled; the trace id is random.
        assert!(header.ends_with("-02"), "{header}");
    }
}
