//! What is written is found: the questions, each before the traces are settled and after.

use trace_store::Store;
use trace_store::search::{
    Comparison, Condition, Found, Literal, Order, Search, SpanFilter, Subject, TraceFilter,
};

use crate::support::{SECOND, batch, id, one, settled, span, traces};

#[tokio::test]
async fn a_trace_is_found_whole_whether_it_is_settled_or_not() {
    let (_server, store) = one().await;
    let spans = traces(3);
    store.write(batch(spans.clone())).await.unwrap();
    for is_settled in [false, true] {
        let answer = store.trace(id(2)).await.unwrap();
        let found = answer.value.unwrap();
        assert_eq!(found.trace.spans, spans[2..4]);
        assert_eq!(found.is_settled, is_settled);
        assert_eq!(answer.coverage.missing, [""; 0]);
        settled(&store).await;
    }
    assert!(store.trace(id(4)).await.unwrap().value.is_none());
}

fn customer(name: &str) -> TraceFilter {
    TraceFilter::Spans(SpanFilter::Is(Condition {
        subject: Subject::Attribute("customer".into()),
        comparison: Comparison::Equal(Literal::Text(name.into())),
    }))
}

#[tokio::test]
async fn a_search_finds_the_newest_or_slowest_after_filtering_page_by_page() {
    let (_server, store) = one().await;
    let spans = traces(300);
    let starts = [100, 200].map(|number| spans[2 * number - 2].start_unix_nanos);
    store.write(batch(spans)).await.unwrap();
    for _ in 0..2 {
        let found = async |search: Search| {
            let found = store.search(&search).await.unwrap();
            assert_eq!(found.coverage.missing, [""; 0]);
            found.value
        };
        let numbers = |found: &Found| {
            let ids = found
                .traces
                .iter()
                .map(|hit| hit.summary.trace_id.to_u128());
            ids.collect::<Vec<_>>()
        };
        let first = found(Search {
            limit: 3,
            ..Search::default()
        })
        .await;
        assert_eq!(numbers(&first), [300, 299, 298]);
        let second = found(Search {
            limit: 3,
            after: first.next,
            ..Search::default()
        })
        .await;
        assert_eq!(numbers(&second), [297, 296, 295]);
        let one = found(Search {
            filter: customer("c7"),
            ..Search::default()
        })
        .await;
        assert_eq!(
            (numbers(&one), one.matched, one.matched_is_exact),
            (vec![7], 1, true)
        );
        assert_eq!(one.next, None);
        let orders = TraceFilter::Spans(SpanFilter::And(
            Box::new(SpanFilter::Is(Condition::service("orders"))),
            Box::new(SpanFilter::Is(Condition {
                subject: Subject::Status,
                comparison: Comparison::Equal(Literal::Text("error".into())),
            })),
        ));
        let failed = Search {
            filter: orders,
            limit: 2,
            order: Order::Slowest,
            ..Search::default()
        };
        let slowest = found(failed.clone()).await;
        assert_eq!(numbers(&slowest), [300, 297]);
        let next = found(Search {
            after: slowest.next,
            ..failed
        })
        .await;
        assert_eq!(numbers(&next), [294, 291]);
        let of_time = Search {
            filter: TraceFilter::Spans(SpanFilter::Is(Condition::service("gateway"))),
            from_unix_nanos: starts[0],
            to_unix_nanos: starts[1],
            order: Order::Slowest,
            limit: 2,
            ..Search::default()
        };
        let slowest = found(of_time.clone()).await;
        assert_eq!(numbers(&slowest), [200, 199]);
        let all = found(Search {
            limit: 1_000,
            ..of_time
        })
        .await;
        assert_eq!(
            (all.traces.len(), all.matched, all.matched_is_exact),
            (101, 101, true)
        );
        assert_eq!(numbers(&all)[100], 100);
        settled(&store).await;
    }
}

#[tokio::test]
async fn the_slowest_come_page_by_page_also_one_that_has_become_slow_since_it_settled() {
    let (_server, store) = one().await;
    let spans = traces(300);
    let start = spans[8].start_unix_nanos;
    store.write(batch(spans)).await.unwrap();
    settled(&store).await;
    let late = span(id(5), 3, "orders", "ship", [start, start + SECOND]);
    store.write(batch(vec![late])).await.unwrap();
    settled(&store).await;
    let mut numbers = vec![5];
    numbers.extend((1..=300).rev().filter(|number| *number != 5));
    let mut search = Search {
        order: Order::Slowest,
        limit: 90,
        ..Search::default()
    };
    for page in numbers.chunks(90) {
        let found = store.search(&search).await.unwrap();
        assert_eq!(found.coverage.missing, [""; 0]);
        let found = found.value;
        let ids = found.traces.iter().map(|hit| hit.summary.trace_id);
        let ids: Vec<_> = ids.map(|id| id.to_u128()).collect();
        assert_eq!(ids, page);
        search.after = found.next;
    }
    assert_eq!(search.after, None);
}

#[tokio::test]
async fn lists_names_and_counts_are_the_same_before_and_after_traces_settle() {
    let (_server, store) = one().await;
    let spans = traces(200);
    let day = spans[0].start_unix_nanos / 86_400_000_000_000;
    store.write(batch(spans)).await.unwrap();
    let mut answers = Vec::new();
    for _ in 0..2 {
        let slow = store.slow(1_000).await.unwrap().value;
        assert_eq!(slow.len(), 100);
        assert_eq!((slow[0].trace_id, slow[99].trace_id), (id(200), id(101)));
        let mut errors = store.errors(day, 3).await.unwrap().value;
        errors.retain(|error| error.trace_id.to_u128() > 66);
        let operations = store.operations(Some("orders")).await.unwrap().value;
        assert_eq!(operations.len(), 1);
        assert_eq!(&*operations[0].name, "POST /orders");
        let counted = store.roll_ups(0..u64::MAX).await.unwrap().value;
        assert_eq!(
            counted
                .operations
                .values()
                .map(|cell| cell.count)
                .sum::<u64>(),
            400
        );
        assert_eq!(
            counted.edges.values().map(|cell| cell.errors).sum::<u64>(),
            66
        );
        let runs = store.runs().await.unwrap().value;
        assert_eq!(runs.len(), 2);
        let named = store
            .resolve(&id(0x7f).to_string()[..31], 20)
            .await
            .unwrap()
            .value;
        assert_eq!(named.len(), 16);
        answers.push((slow, errors, operations, counted, runs, named));
        settled(&store).await;
    }
    assert_eq!(answers[0], answers[1]);
}
