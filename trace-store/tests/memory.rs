//! What is written is found: the questions, each once, of the plainest store.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use std::sync::Arc;

use bytes::Bytes;
use trace_model::otlp::{Batch, Limits, Signal, write_trace};
use trace_model::{Attribute, Resource, Span, SpanId, SpanKind, Status, Trace, TraceId};
use trace_store::search::{
    Comparison, Condition, Literal, Order, Search, SpanFilter, Subject, TraceFilter,
};
use trace_store::{MemoryStore, Store};

const SECOND: u64 = 1_000_000_000;

fn id(number: u128) -> TraceId {
    TraceId::from_u128(number).unwrap()
}

fn attribute(key: &str, value: &str) -> Attribute {
    Attribute {
        key: key.into(),
        value: value.into(),
    }
}

fn span(trace_id: TraceId, number: u64, service: &str, name: &str, times: [u64; 2]) -> Span {
    Span {
        trace_id,
        span_id: SpanId::from_u64(number).unwrap(),
        parent: SpanId::from_u64(number - 1),
        trace_state: "".into(),
        flags: 1,
        name: name.into(),
        kind: SpanKind::Server,
        start_unix_nanos: times[0] * SECOND,
        end_unix_nanos: times[1] * SECOND,
        attributes: vec![attribute("customer", &format!("c{}", trace_id.to_u128()))],
        dropped_attributes: 0,
        events: Vec::new(),
        dropped_events: 0,
        links: Vec::new(),
        dropped_links: 0,
        status: Status::Unset,
        resource: Arc::new(Resource {
            attributes: vec![attribute("service.name", service)],
            ..Resource::default()
        }),
        scope: Arc::default(),
    }
}

/// Traces 1 to `count`: a gateway calls the orders, which take as many seconds as the number
/// of the trace says. Those that 3 divides fail.
async fn with_traces(count: u64) -> MemoryStore {
    let store = MemoryStore::new();
    for number in 1..=count {
        let trace_id = id(number.into());
        let start = 1_000 * number;
        let mut orders = span(
            trace_id,
            2,
            "orders",
            "POST /orders",
            [start, start + number],
        );
        if number % 3 == 0 {
            orders.status = Status::Error {
                message: "sold out".into(),
            };
        }
        let trace = Trace {
            spans: vec![
                span(trace_id, 1, "gateway", "POST /buy", [start, start + number]),
                orders,
            ],
            ..Trace::new(trace_id)
        };
        let (spans, _) = write_trace(&trace);
        let (batch, refused) =
            Batch::read(Signal::Traces, Bytes::from(spans), &Limits::default()).unwrap();
        assert_eq!((batch.entries().len(), refused.count), (2, 0));
        store.write(batch).await.unwrap();
    }
    store
}

fn is(subject: Subject, comparison: Comparison) -> TraceFilter {
    TraceFilter::Spans(SpanFilter::Is(Condition {
        subject,
        comparison,
    }))
}

async fn found(store: &MemoryStore, search: Search) -> Vec<u128> {
    let found = store.search(&search).await.unwrap().value;
    let ids = found
        .traces
        .iter()
        .map(|hit| hit.summary.trace_id.to_u128());
    ids.collect()
}

#[tokio::test]
async fn a_trace_comes_out_as_it_went_in() {
    let store = with_traces(3).await;
    let trace = store.trace(id(3)).await.unwrap().value.unwrap().trace;
    assert_eq!(trace.spans.len(), 2);
    let start = 3_000;
    let mut orders = span(id(3), 2, "orders", "POST /orders", [start, start + 3]);
    orders.status = Status::Error {
        message: "sold out".into(),
    };
    assert_eq!(trace.spans[1], orders);
    assert!(store.trace(id(4)).await.unwrap().value.is_none());
}

#[tokio::test]
async fn the_newest_and_the_slowest_come_after_the_filter() {
    let store = with_traces(10).await;
    let failed = is(
        Subject::Status,
        Comparison::Equal(Literal::Text("error".into())),
    );
    let search = Search {
        filter: failed,
        limit: 2,
        ..Search::default()
    };
    assert_eq!(found(&store, search.clone()).await, [9, 6]);
    let page = store.search(&search).await.unwrap().value;
    assert_eq!((page.matched, page.matched_is_exact), (3, true));
    let second = Search {
        after: page.next,
        ..search
    };
    assert_eq!(found(&store, second).await, [3]);

    let slow = Search {
        filter: is(
            Subject::Duration,
            Comparison::Less(Literal::Int(5 * SECOND as i64)),
        ),
        order: Order::Slowest,
        ..Search::default()
    };
    assert_eq!(found(&store, slow).await, [4, 3, 2, 1]);
}

#[tokio::test]
async fn a_text_finds_its_trace() {
    let store = with_traces(2).await;
    let by_prefix = store.resolve(&"0".repeat(31), 10).await.unwrap().value;
    assert_eq!(by_prefix, [id(2), id(1)]);
    let by_id = store.resolve(&id(1).to_string(), 10).await.unwrap().value;
    assert_eq!(by_id, [id(1)]);
}

#[tokio::test]
async fn calls_between_services_are_counted() {
    let store = with_traces(4).await;
    let counted = store.roll_ups(0..u64::MAX).await.unwrap().value;
    let calls: u64 = counted.edges.values().map(|cell| cell.count).sum();
    let errors: u64 = counted.edges.values().map(|cell| cell.errors).sum();
    assert_eq!((calls, errors), (4, 1));
    let (edge, _) = counted.edges.keys().next().unwrap();
    assert_eq!((&*edge.client, &*edge.server), ("gateway", "orders"));
}

#[tokio::test]
async fn a_pin_is_only_for_what_is_there() {
    let store = with_traces(1).await;
    assert!(store.pin(id(1), "ticket 7").await.unwrap());
    assert!(!store.pin(id(2), "").await.unwrap());
    let pins = store.pins().await.unwrap().value;
    assert_eq!((pins.len(), &*pins[0].0.note), (1, "ticket 7"));
    assert!(store.unpin(id(1)).await.unwrap());
    assert!(!store.unpin(id(1)).await.unwrap());
}

#[tokio::test]
async fn a_batch_that_is_delivered_again_is_counted_once() {
    let store = with_traces(3).await;
    let once = store.slow(10).await.unwrap().value;
    let one = span(id(1), 9, "gateway", "POST /buy", [1_000, 1_001]);
    let trace = Trace {
        spans: vec![one],
        ..Trace::new(id(1))
    };
    for _ in 0..3 {
        let bytes = Bytes::from(write_trace(&trace).0);
        let batch = Batch::read(Signal::Traces, bytes, &Limits::default());
        store.write(batch.unwrap().0).await.unwrap();
    }
    let more = store.slow(10).await.unwrap().value;
    let spans = |all: &[trace_store::Summary]| all.iter().map(|one| one.span_count).sum::<u32>();
    assert_eq!(spans(&more), spans(&once) + 1);
}
