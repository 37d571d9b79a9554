//! What each way to get a trace into an SDK's requests sends, and how many connections it
//! makes for that.

#![expect(
    clippy::disallowed_methods,
    reason = "the SDK wants a client of reqwest's own"
)]
#![allow(clippy::unwrap_used)]

use sdk_client::{Processor, SDK, ways};
use trace_runtime::{Gated, TraceContract, fallible};
use trace_testing::{Trace, record};
use vendor_sdk::{Cards, Charge};

const CALLS: usize = 5;

/// Makes some calls under one contract.
async fn calls(call: impl AsyncFn(&TraceContract, &str, &Gated<Cards>)) -> (Trace, Processor) {
    let processor = Processor::start(0).await.unwrap();
    let cards = Cards::new(reqwest::Client::new(), processor.url());
    let cards = Gated::named(SDK, cards);
    let recording = record("test", async |cx| {
        for _ in 0..CALLS {
            call(cx, processor.url(), &cards).await;
        }
    })
    .await;
    let spans = recording.trace.spans_named("charge card").count();
    assert_eq!(spans, CALLS, "each call is a span, in each way");
    recording.trace.assert_no_lost_context();
    (recording.trace, processor)
}

/// Each request has the span of its own call as its parent.
fn assert_sent(trace: &Trace, processor: &Processor) {
    let spans = trace.spans_named("charge card");
    let mut expected: Vec<_> = spans.map(|span| span.span_id.to_string()).collect();
    let sent = processor.traceparents().into_iter().flatten();
    let mut parents: Vec<_> = sent
        .map(|traceparent| {
            let mut fields = traceparent.split('-').skip(1);
            assert_eq!(fields.next(), Some(&*trace.trace_id().to_string()));
            fields.next().unwrap().to_owned()
        })
        .collect();
    expected.sort();
    parents.sort();
    assert_eq!(parents, expected);
}

#[tokio::test]
async fn the_gate_alone_sends_nothing() {
    let (_, processor) = calls(async |cx, _, cards| {
        ways::gated(cx, cards, 1).await.unwrap();
    })
    .await;
    assert_eq!(processor.traceparents(), vec![None; CALLS]);
    assert_eq!(processor.connections(), 1);
}

#[tokio::test]
async fn the_setting_of_the_sdk_sends_the_span_of_each_call() {
    let (trace, processor) = calls(async |cx, _, cards| {
        let charge = async |cx: &TraceContract, cards: &Cards| {
            let charge = ways::with_headers(cx, Charge::of(1));
            cards.charge(charge).await
        };
        let call = cards.call(cx, fallible("charge card"), charge);
        call.await.unwrap();
    })
    .await;
    assert_sent(&trace, &processor);
    assert_eq!(processor.connections(), 1);
}

#[tokio::test]
async fn a_client_of_the_call_sends_its_span_and_needs_a_connection() {
    let (trace, processor) = calls(async |cx, url, _| {
        let url = Gated::named(SDK, url.to_owned());
        ways::client_of_the_call(cx, &url, 1).await.unwrap();
    })
    .await;
    assert_sent(&trace, &processor);
    assert_eq!(processor.connections(), CALLS);
}
