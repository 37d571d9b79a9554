//! A traced function that is handed over makes one span, not two.

use std::collections::BTreeMap;

use trace_runtime::stats::Counter;
use trace_runtime::{
    Carried, TraceContract, Trust, fallible, no_span, propagation, run_inbound, stats, traced,
};

#[traced]
async fn audit(cx: &TraceContract, id: u64) -> Result<u64, String> {
    cx.set_attribute("id", id);
    tokio::task::yield_now().await;
    Ok(id)
}

#[traced]
fn render(cx: &TraceContract) {
    cx.add_event("rendered", ());
}

#[tokio::test]
async fn each_way_of_handing_over_has_one_span() {
    let recording = trace_testing::record("root", async |cx| {
        cx.spawn(no_span(), async move |cx| audit(cx, 1).await)
            .await
            .unwrap()
            .unwrap();
        cx.spawn_blocking(no_span(), render).await.unwrap();
        cx.task(no_span(), async move |cx| audit(cx, 2).await)
            .await
            .unwrap();
        cx.span(no_span(), async |cx| audit(cx, 3).await)
            .await
            .unwrap();
        cx.span_sync(no_span(), render);
        cx.seal()
            .open(fallible(no_span()), async |cx| audit(cx, 4).await)
            .await
            .unwrap();
        Carried::new(cx, 5)
            .open(no_span(), async |cx, id| audit(cx, id).await)
            .await
            .unwrap();
    })
    .await;
    recording.trace.assert_tree(
        "
        root
          audit id=1
          render
            * rendered
          audit id=2
          audit id=3
          render
            * rendered
          audit id=4
          audit id=5
        ",
    );
}

/// What is recorded on the closure's own contract belongs to the span at hand while
/// that is borrowed, and to none in a task.
#[tokio::test]
async fn what_has_no_span_to_go_to_is_counted() {
    let without = || stats().counter(Counter::RecordedWithoutSpan);
    let before = without();
    let recording = trace_testing::record("root", async |cx| {
        cx.span_sync(no_span(), |cx| cx.set_attribute("here", true));
        assert_eq!(without() - before, 0);
        cx.spawn(no_span(), async move |cx| {
            cx.set_attribute("nowhere", true);
            cx.add_event("nothing", ());
            (cx.trace_id(), cx.span_id())
        })
        .await
        .unwrap()
    })
    .await;
    let root = recording.trace.span("root");
    assert_eq!(recording.value, (root.trace_id, root.span_id));
    recording.trace.assert_tree("root here=true");
    assert_eq!(without() - before, 2);

    // A link to the caller, of a trace that begins anew.
    let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let headers = BTreeMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
    for (trust, left_out) in [(Trust::Restart, 1), (Trust::Continue, 0)] {
        let before = without();
        let inbound = propagation::extract(&headers);
        let audited = async |cx: &TraceContract| audit(cx, 6).await;
        let audited = run_inbound(inbound, trust, fallible(no_span()), audited).await;
        assert_eq!(audited, Ok(6));
        assert_eq!(without() - before, left_out, "{trust:?}");
    }
}
