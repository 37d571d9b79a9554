//! Each question, of live traces and of settled ones.

use std::sync::Arc;

use tempfile::tempdir;
use trace_model::{Attribute, Event, Resource, Status, Value};
use trace_store::Store;
use trace_store::embedded::{EmbeddedStore, Settings, TailRule};
use trace_store::search::{
    Comparison, Condition, Literal, Order, Search, SpanFilter, Subject, TraceFilter,
};

use crate::made::{BEGIN, Hands, SECOND, attribute, batch, id, line, lines, link, settings, span};

async fn with_traces(store: &EmbeddedStore, count: u64) {
    for number in 1..=count {
        let start = number * SECOND;
        let mut failing = span(number, 2, "orders", "POST /orders", [start, start + number]);
        if number % 3 == 0 {
            failing.status = Status::Error {
                message: "sold out".into(),
            };
        }
        let mut root = span(number, 1, "gateway", "POST /buy", [start, start + number]);
        // Each links to the one before.
        root.links.extend((number > 1).then(|| link(number - 1)));
        store.write(batch(vec![root, failing])).await.unwrap();
    }
}

fn by(subject: Subject, comparison: Comparison) -> Search {
    Search {
        filter: TraceFilter::Spans(SpanFilter::Is(Condition {
            subject,
            comparison,
        })),
        ..Search::default()
    }
}

fn text(text: &str) -> Comparison {
    Comparison::Equal(Literal::Text(text.into()))
}

async fn found(store: &EmbeddedStore, search: &Search) -> Vec<u64> {
    let found = store.search(search).await.unwrap().value;
    let ids = found.traces.iter();
    ids.map(|hit| hit.summary.trace_id.to_u128() as u64)
        .collect()
}

async fn all_questions(store: &EmbeddedStore) {
    let stored = store.trace(id(3)).await.unwrap().value.unwrap();
    assert_eq!(stored.trace.spans.len(), 2);
    assert!(stored.trace.spans[1].is_error());
    let nothing = store.trace(id(99)).await.unwrap();
    assert_eq!(nothing.value, None);
    let several = store.traces(&[id(5), id(99), id(3)]).await.unwrap();
    let five = store.trace(id(5)).await.unwrap().value.unwrap();
    assert_eq!(several, [five, stored.clone()]);
    let earliest = Some(BEGIN + SECOND);
    assert_eq!(nothing.coverage.oldest_unix_nanos, earliest);

    let newest = Search {
        limit: 3,
        ..Search::default()
    };
    assert_eq!(found(store, &newest).await, [12, 11, 10]);
    let failed = by(Subject::Status, text("error"));
    assert_eq!(found(store, &failed).await, [12, 9, 6, 3]);
    let customer = by(Subject::Attribute("customer".into()), text("c5"));
    assert_eq!(found(store, &customer).await, [12, 5]);
    let nobody = by(Subject::Attribute("customer".into()), text("c9"));
    assert_eq!(found(store, &nobody).await, Vec::<u64>::new());
    let linked = by(Subject::LinkedTrace, text(&id(4).to_string()));
    assert_eq!(found(store, &linked).await, [5]);
    let unlinked = by(Subject::LinkedTrace, text(&id(12).to_string()));
    assert_eq!(found(store, &unlinked).await, Vec::<u64>::new());
    let slowest = Search {
        order: Order::Slowest,
        limit: 2,
        ..by(Subject::TraceDuration, Comparison::AtMost(Literal::Int(5)))
    };
    assert_eq!(found(store, &slowest).await, [5, 4]);

    let slow = store.slow(2).await.unwrap().value;
    let slow: Vec<_> = slow.iter().map(|one| one.trace_id).collect();
    assert_eq!(slow, [id(12), id(11)]);
    let day = BEGIN / (86_400 * SECOND);
    assert_eq!(store.errors(day, 10).await.unwrap().value.len(), 4);
    assert_eq!(store.errors(day - 1, 10).await.unwrap().value.len(), 0);

    let digits = &id(7).to_string()[..6];
    assert_eq!(store.resolve(digits, 5).await.unwrap().value, [id(7)]);
    let operations = store.operations(Some("orders")).await.unwrap().value;
    assert_eq!(operations.len(), 1);
    assert_eq!(&*operations[0].name, "POST /orders");
    let runs = store.runs().await.unwrap().value;
    assert_eq!(runs.len(), 2);
    assert_eq!(store.status().await.traces, 12);
}

#[tokio::test]
async fn who_sent_the_first_of_very_many_live_traces_is_known() {
    let folder = tempdir().unwrap();
    let store = EmbeddedStore::open(settings(folder.path(), &Hands::new())).unwrap();
    let mut first = span(1, 1, "rare", "GET /once", [0, 1]);
    let correlated = attribute("trace.correlation_id", "order 7");
    first.attributes.push(correlated);
    store.write(batch(vec![first])).await.unwrap();
    for part in 0..6 {
        let traces = (2 + part * 1_000)..(2 + (part + 1) * 1_000);
        let spans =
            traces.map(|number| span(number, 1, "often", "POST /buy", [number, number + 1]));
        store.write(batch(spans.collect())).await.unwrap();
    }
    assert_eq!(store.status().await.live_traces, 6_001);
    let operations = store.operations(None).await.unwrap().value;
    let names: Vec<_> = operations
        .iter()
        .map(|operation| &*operation.name)
        .collect();
    assert_eq!(names, ["POST /buy", "GET /once"]);
    let runs = store.runs().await.unwrap().value;
    let services: Vec<_> = runs.iter().map(|run| &*run.service).collect();
    assert_eq!(services, ["often", "rare"]);
    assert_eq!(store.resolve("order 7", 5).await.unwrap().value, [id(1)]);
}

#[tokio::test]
async fn live_and_settled_traces_answer_alike() {
    let folder = tempdir().unwrap();
    let store = EmbeddedStore::open(settings(folder.path(), &Hands::new())).unwrap();
    with_traces(&store, 12).await;
    assert_eq!(store.status().await.live_traces, 12);
    all_questions(&store).await;
    let before = store.roll_ups_with_live(0..u64::MAX).await.unwrap().value;
    let early = store.roll_ups(0..u64::MAX).await.unwrap().value;
    assert!(
        early.operations.is_empty(),
        "a trace counts when it settles"
    );
    store.settle().await.unwrap();
    assert_eq!(store.status().await.live_traces, 0);
    all_questions(&store).await;
    let counted = store.roll_ups(0..u64::MAX).await.unwrap().value;
    let count = |cells: &mut dyn Iterator<Item = u64>| cells.sum::<u64>();
    let spans = count(&mut counted.operations.values().map(|cell| cell.count));
    let calls = count(&mut counted.edges.values().map(|cell| cell.count));
    assert_eq!((spans, calls), (24, 12));
    assert_eq!(before, counted);
    let after = store.roll_ups_with_live(0..u64::MAX).await.unwrap().value;
    assert_eq!(after, counted);
}

#[tokio::test]
async fn a_correlation_id_of_a_log_line_finds_its_trace() {
    let folder = tempdir().unwrap();
    let store = EmbeddedStore::open(settings(folder.path(), &Hands::new())).unwrap();
    with_traces(&store, 3).await;
    store.write(lines(vec![line(2, "order-77")])).await.unwrap();
    assert_eq!(store.resolve("order-77", 5).await.unwrap().value, [id(2)]);
    store.settle().await.unwrap();
    assert_eq!(store.resolve("order-77", 5).await.unwrap().value, [id(2)]);
    assert_eq!(store.resolve("order-78", 5).await.unwrap().value, []);
}

#[tokio::test]
async fn a_late_span_joins_its_trace() {
    let folder = tempdir().unwrap();
    let store = EmbeddedStore::open(settings(folder.path(), &Hands::new())).unwrap();
    with_traces(&store, 3).await;
    store.settle().await.unwrap();
    let late = || {
        let nanos = [2 * SECOND, 9 * SECOND];
        batch(vec![span(2, 3, "stock", "take", nanos)])
    };
    store.write(late()).await.unwrap();
    let slowest = Search {
        order: Order::Slowest,
        ..Search::default()
    };
    for _ in 0..2 {
        let trace = store.trace(id(2)).await.unwrap().value.unwrap().trace;
        assert_eq!(trace.spans.len(), 3);
        assert_eq!(found(&store, &slowest).await, [2, 3, 1]);
        let hits = store.search(&slowest).await.unwrap().value;
        assert_eq!(hits.traces[0].summary.span_count, 3);
        assert_eq!((hits.matched, hits.matched_is_exact), (3, true));
        store.settle().await.unwrap();
    }
}

#[tokio::test]
async fn the_rule_for_the_tail_keeps_errors_and_slow_traces_and_counts_all() {
    let folder = tempdir().unwrap();
    let store = EmbeddedStore::open(Settings {
        tail: Some(TailRule {
            slow_nanos: 11,
            keep_percent: 0,
        }),
        ..settings(folder.path(), &Hands::new())
    })
    .unwrap();
    with_traces(&store, 12).await;
    store.settle().await.unwrap();
    assert_eq!(found(&store, &Search::default()).await, [12, 11, 9, 6, 3]);
    let counted = store.roll_ups(0..u64::MAX).await.unwrap().value;
    let spans: u64 = counted.operations.values().map(|cell| cell.count).sum();
    assert_eq!(spans, 24);
    assert_eq!(store.status().await.spans_left_out, 14);
}

/// What is looked for as text in the stored bytes is found wherever it may stand.
#[tokio::test]
async fn a_text_is_found_in_span_event_resource_and_list() {
    let folder = tempdir().unwrap();
    let store = EmbeddedStore::open(settings(folder.path(), &Hands::new())).unwrap();
    for number in 1..=8 {
        let mut one = span(number, 1, "orders", "POST /orders", [number, number + 1]);
        match number {
            2 => one.attributes.push(attribute("where", "needle")),
            3 => one.resource = resource_with(attribute("where", "needle")),
            4 => {
                let list = vec!["hay".into(), "needle".into()];
                one.attributes.push(attribute("where", Value::List(list)));
            }
            5 => one.events.push(Event {
                unix_nanos: BEGIN,
                name: "found".into(),
                attributes: vec![attribute("where", "needle")],
                dropped_attributes: 0,
            }),
            // These have the bytes, and do not match.
            6 => one.attributes.push(attribute("elsewhere", "needle")),
            7 => one.attributes.push(attribute("where", "needles")),
            _ => {}
        }
        store.write(batch(vec![one])).await.unwrap();
    }
    store.settle().await.unwrap();
    let ask = |subject: fn(Arc<str>) -> Subject| by(subject("where".into()), text("needle"));
    assert_eq!(found(&store, &ask(Subject::Attribute)).await, [4, 3, 2]);
    assert_eq!(found(&store, &ask(Subject::SpanAttribute)).await, [4, 2]);
    assert_eq!(found(&store, &ask(Subject::ResourceAttribute)).await, [3]);
    assert_eq!(found(&store, &ask(Subject::EventAttribute)).await, [5]);
    let both = SpanFilter::And(
        Box::new(SpanFilter::Is(Condition {
            subject: Subject::Service,
            comparison: text("orders"),
        })),
        Box::new(SpanFilter::Is(Condition {
            subject: Subject::Attribute("where".into()),
            comparison: text("needle"),
        })),
    );
    let both = Search {
        filter: TraceFilter::Spans(both),
        ..Search::default()
    };
    assert_eq!(found(&store, &both).await, [4, 2]);
}

fn resource_with(more: Attribute) -> Arc<Resource> {
    Arc::new(Resource {
        attributes: vec![attribute("service.name", "billing"), more],
        ..Resource::default()
    })
}
