//! The same operations, and the same answers as the plainest store gives.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use proptest::prelude::*;
use test_servers::{Redis, RedisCluster};
use tokio::runtime::Runtime;
use trace_model::{Span, SpanId, SpanKind, TraceId};
use trace_store::search::{
    Comparison, Condition, Found, Literal, Order, Relation, Search, SpanFilter, Subject,
    TraceFilter,
};
use trace_store::{Answer, MemoryStore, Store};

use crate::support::{
    MILLI, SECOND, attribute, batch, connect, failed, id, line, lines, now, settled, span,
};

const SERVICES: [&str; 3] = [
    "gateway",
    "orders {1}",
    "a service with a very long name, longer \
    than what is part of a key as it is",
];

#[derive(Debug, Clone)]
enum Step {
    Spans(Vec<(u8, u8, u16, u16, bool)>),
    Lines(Vec<(u8, u16)>),
    Settle,
    Pin(u8),
    Unpin(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let span = (
        0..8_u8,
        0..3_u8,
        0..4_000_u16,
        0..2_000_u16,
        prop::bool::weighted(0.2),
    );
    let step = prop_oneof![
        6 => prop::collection::vec(span, 1..12).prop_map(Step::Spans),
        1 => prop::collection::vec((0..10_u8, 0..4_000_u16), 1..4).prop_map(Step::Lines),
        2 => Just(Step::Settle),
        1 => (0..9_u8).prop_map(Step::Pin),
        1 => (0..9_u8).prop_map(Step::Unpin),
    ];
    prop::collection::vec(step, 1..12)
}

fn filters() -> Vec<TraceFilter> {
    let is = |subject, comparison| {
        SpanFilter::Is(Condition {
            subject,
            comparison,
        })
    };
    let service = |at: usize| SpanFilter::Is(Condition::service(SERVICES[at]));
    let failed = || {
        is(
            Subject::Status,
            Comparison::Equal(Literal::Text("error".into())),
        )
    };
    let slow = is(
        Subject::TraceDuration,
        Comparison::Greater(Literal::Int(2_000_000_000)),
    );
    vec![
        TraceFilter::All,
        TraceFilter::Spans(service(1)),
        TraceFilter::Spans(SpanFilter::And(Box::new(failed()), Box::new(service(2)))),
        TraceFilter::Related(
            Box::new(service(0)),
            Relation::Descendant,
            Box::new(SpanFilter::Not(Box::new(service(0)))),
        ),
        TraceFilter::Or(
            Box::new(TraceFilter::Spans(failed())),
            Box::new(TraceFilter::Spans(slow)),
        ),
    ]
}

/// The trace of a step: two whose ids begin alike are on two shards of a cluster.
fn trace(number: u8) -> TraceId {
    id(0xabc0_0000_0000_0000_0000_0000_0000_0000 | (u128::from(number) + 1))
}

/// A span as no other one, so that a repetition is none by chance.
fn made(number: u64, begin: u64, step: &(u8, u8, u16, u16, bool)) -> Span {
    let (of, service, start, duration, has_failed) = *step;
    let start = begin + u64::from(start) * MILLI + 123;
    let times = [start, start + u64::from(duration) * MILLI];
    let name = format!("operation {}", number % 4);
    let mut span = span(
        trace(of),
        number,
        SERVICES[usize::from(service)],
        &name,
        times,
    );
    span.kind = SpanKind::ALL[(number % 6) as usize];
    // Under one of the spans before, of this trace or another one.
    span.parent = SpanId::from_u64(number / 2);
    span.attributes
        .push(attribute("correlation_id", &format!("r{}", of % 3)));
    if has_failed { failed(span) } else { span }
}

/// All answers about what is held, without what is not said to be the same: which pages a
/// search has looked at, and times that are exact to a microsecond only.
async fn answers(store: &dyn Store, begin: u64) -> BTreeMap<String, String> {
    let mut answers = BTreeMap::new();
    let mut add = |what: String, answer: String| {
        answers.insert(what, answer);
    };
    for number in 0..10 {
        let stored = whole(store.trace(trace(number)).await.unwrap());
        let stored = stored.map(|stored| (stored.trace, stored.cut_from, stored.pin.is_some()));
        add(format!("trace {number}"), format!("{stored:?}"));
    }
    for (at, filter) in filters().into_iter().enumerate() {
        for order in [Order::Newest, Order::Slowest] {
            for from in [0, begin + SECOND] {
                let mut search = Search {
                    filter: filter.clone(),
                    from_unix_nanos: from,
                    order,
                    limit: 3,
                    ..Search::default()
                };
                let (mut pages, mut counts) = (Vec::new(), Vec::new());
                loop {
                    let found: Found = whole(store.search(&search).await.unwrap());
                    counts.push((found.matched_is_exact, found.matched));
                    search.after = found.next;
                    pages.push((found.traces, found.next));
                    if search.after.is_none() {
                        break;
                    }
                }
                let total: usize = pages.iter().map(|(page, _)| page.len()).sum();
                if let Some((true, matched)) = counts.first() {
                    assert_eq!(*matched as usize, total);
                }
                add(
                    format!("search {at} {order:?} {from}"),
                    format!("{pages:?}"),
                );
            }
        }
    }
    for text in [
        "abc",
        "r0",
        "r1",
        "ABC000000000000000000000000000000000",
        "zz",
        "",
    ] {
        let ids = whole(store.resolve(text, 5).await.unwrap());
        add(format!("resolve {text}"), format!("{ids:?}"));
    }
    for service in [None, Some(SERVICES[1]), Some("nobody")] {
        let operations = whole(store.operations(service).await.unwrap());
        add(format!("operations {service:?}"), format!("{operations:?}"));
    }
    let minute = begin / (60 * SECOND);
    for minutes in [0..u64::MAX, minute..minute + 1, 0..1] {
        let counted = whole(store.roll_ups(minutes.clone()).await.unwrap());
        add(format!("roll-ups {minutes:?}"), format!("{counted:?}"));
    }
    for limit in [2, 1_000] {
        let slow = whole(store.slow(limit).await.unwrap());
        add(format!("slow {limit}"), format!("{slow:?}"));
    }
    let day = begin / (86_400 * SECOND);
    for day in [day, day + 1] {
        let errors = whole(store.errors(day, 4).await.unwrap());
        add(format!("errors {day}"), format!("{errors:?}"));
    }
    let runs = whole(store.runs().await.unwrap()).into_iter();
    let mut runs: Vec<_> = runs
        .map(|run| {
            (
                run.service,
                run.first_unix_nanos / 1_000,
                run.last_unix_nanos / 1_000,
            )
        })
        .collect();
    runs.sort();
    add("runs".into(), format!("{runs:?}"));
    let pins = whole(store.pins().await.unwrap()).into_iter();
    let pins: Vec<_> = pins
        .map(|(pin, summary)| (pin.trace_id, pin.note, summary))
        .collect();
    add("pins".into(), format!("{pins:?}"));
    answers
}

fn whole<T>(answer: Answer<T>) -> T {
    assert_eq!(answer.coverage.missing, [""; 0]);
    answer.value
}

async fn same(servers: &[Redis], steps: Vec<Step>) {
    for server in servers {
        server.cli(&["FLUSHALL"]).unwrap();
    }
    let urls = || servers.iter().map(Redis::url);
    let (store, model) = (connect(urls()).await, MemoryStore::new());
    let begin = now() - 120 * SECOND;
    let mut number = 0;
    for step in steps {
        match step {
            Step::Spans(spans) => {
                let spans = spans.iter().map(|step| {
                    number += 1;
                    made(number, begin, step)
                });
                let spans: Vec<_> = spans.collect();
                store.write(batch(spans.clone())).await.unwrap();
                model.write(batch(spans)).await.unwrap();
            }
            Step::Lines(of) => {
                let of = of.iter().map(|(of, time)| {
                    number += 1;
                    let time = begin + u64::from(*time) * MILLI;
                    line(trace(*of), time, &format!("line {number}"))
                });
                let of: Vec<_> = of.collect();
                store.write(lines(of.clone())).await.unwrap();
                model.write(lines(of)).await.unwrap();
            }
            Step::Settle => settled(&store).await,
            Step::Pin(of) => {
                let pinned = store.pin(trace(of), "because").await.unwrap();
                assert_eq!(pinned, model.pin(trace(of), "because").await.unwrap());
            }
            Step::Unpin(of) => {
                let unpinned = store.unpin(trace(of)).await.unwrap();
                assert_eq!(unpinned, model.unpin(trace(of)).await.unwrap());
            }
        }
    }
    let expected = answers(&model, begin).await;
    // As it is at the moment, as another store sees it, and when all is settled.
    let other = connect(urls()).await;
    for _ in 0..2 {
        for store in [&store, &other] {
            for (what, answer) in answers(store, begin).await {
                assert_eq!(answer, expected[&what], "{what}");
            }
        }
        settled(&store).await;
    }
}

fn check(servers: &[Redis], steps: Vec<Step>) {
    Runtime::new().unwrap().block_on(same(servers, steps));
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(24)
    })]

    #[test]
    fn a_store_over_redis_answers_as_one_in_memory(steps in steps()) {
        static SERVER: OnceLock<[Redis; 1]> = OnceLock::new();
        check(SERVER.get_or_init(|| [Redis::start().unwrap()]), steps);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(6)
    })]

    #[test]
    fn a_store_over_a_cluster_answers_as_one_in_memory(steps in steps()) {
        static CLUSTER: OnceLock<RedisCluster> = OnceLock::new();
        check(CLUSTER.get_or_init(|| RedisCluster::start().unwrap()).nodes(), steps);
    }
}
