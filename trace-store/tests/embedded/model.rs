//! The same operations, the same answers as of the plainest store: live, settled, in parts,
//! and after a new start.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use tempfile::tempdir;
use tokio::runtime::Builder;
use trace_model::{Span, SpanKind, Status, Value};
use trace_store::embedded::EmbeddedStore;
use trace_store::search::{
    Comparison, Condition, Literal, Order, Relation, Search, SpanFilter, Subject, TraceFilter,
};
use trace_store::{MemoryStore, Store};

use crate::made::{Hands, attribute, batch, id, line, lines, settings, span};

/// Of a span: trace, number, service, name, start, duration, failed, value.
type Made = (u64, u64, usize, usize, u64, u64, bool, i64);

#[derive(Debug, Clone)]
enum Step {
    Write(Vec<Made>),
    Line(u64, u8),
    Settle,
    Restart,
    Search(Search),
    Resolve(u64, usize),
}

const SERVICES: [&str; 3] = ["gateway", "orders", "payments"];
const NAMES: [&str; 3] = ["GET /", "POST /orders", "charge"];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let span = (
        1..12_u64,
        1..6_u64,
        0..3_usize,
        0..3_usize,
        0..50_u64,
        0..20_u64,
        any::<bool>(),
        0..3_i64,
    );
    let step = prop_oneof![
        6 => prop::collection::vec(span, 1..8).prop_map(Step::Write),
        1 => (1..12_u64, 0..3_u8).prop_map(|(trace, text)| Step::Line(trace, text)),
        2 => Just(Step::Settle),
        1 => Just(Step::Restart),
        6 => search().prop_map(Step::Search),
        1 => (1..12_u64, 1..33_usize).prop_map(|(trace, digits)| Step::Resolve(trace, digits)),
    ];
    prop::collection::vec(step, 1..24)
}

fn search() -> impl Strategy<Value = Search> {
    let times = prop_oneof![
        Just((0, u64::MAX)),
        (0..50_u64, 0..50_u64)
            .prop_map(|(from, to)| { (crate::made::BEGIN + from, crate::made::BEGIN + to) })
    ];
    let order = prop_oneof![Just(Order::Newest), Just(Order::Slowest)];
    let counts = (1..6_usize, 0..12_u64);
    (trace_filter(), times, order, counts).prop_map(|(filter, times, order, counts)| Search {
        filter,
        from_unix_nanos: times.0,
        to_unix_nanos: times.1,
        order,
        limit: counts.0,
        after: None,
        count_to: counts.1,
    })
}

fn trace_filter() -> impl Strategy<Value = TraceFilter> {
    let one = prop_oneof![
        Just(TraceFilter::All),
        span_filter().prop_map(TraceFilter::Spans),
        (span_filter(), any::<bool>(), span_filter()).prop_map(|(above, child, below)| {
            let relation = if child {
                Relation::Child
            } else {
                Relation::Descendant
            };
            TraceFilter::Related(above.into(), relation, below.into())
        }),
    ];
    one.prop_recursive(2, 4, 2, |inner| {
        (inner.clone(), any::<bool>(), inner).prop_map(|(one, both, other)| match both {
            true => TraceFilter::And(one.into(), other.into()),
            false => TraceFilter::Or(one.into(), other.into()),
        })
    })
}

fn span_filter() -> impl Strategy<Value = SpanFilter> {
    let one = prop_oneof![Just(SpanFilter::All), condition().prop_map(SpanFilter::Is)];
    one.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| SpanFilter::And(a.into(), b.into())),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| SpanFilter::Or(a.into(), b.into())),
            inner.prop_map(|filter| SpanFilter::Not(filter.into())),
        ]
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    let text = |texts: &'static [&'static str]| {
        prop::sample::select(texts).prop_map(|text| Literal::Text(text.into()))
    };
    let attribute = prop_oneof![
        (0..5_i64).prop_map(Literal::Int),
        (0..5_i64).prop_map(|value| Literal::Double(value as f64)),
        text(&["c1", "c2"]),
        any::<bool>().prop_map(Literal::Bool),
    ];
    let key = prop::sample::select(&["count", "customer", "value", "absent", "service.name"][..]);
    let subject = prop_oneof![
        (key, attribute).prop_map(|(key, literal)| (Subject::Attribute(key.into()), literal)),
        text(&SERVICES).prop_map(|literal| (Subject::Service, literal)),
        text(&SERVICES).prop_map(|literal| (Subject::RootService, literal)),
        text(&NAMES).prop_map(|literal| (Subject::Name, literal)),
        text(&NAMES).prop_map(|literal| (Subject::RootName, literal)),
        text(&["error", "unset", "ok"]).prop_map(|literal| (Subject::Status, literal)),
        text(&["server", "client"]).prop_map(|literal| (Subject::Kind, literal)),
        (0..25_i64).prop_map(|nanos| (Subject::Duration, Literal::Int(nanos))),
        (0..60_i64).prop_map(|nanos| (Subject::TraceDuration, Literal::Int(nanos))),
        (0..9_i64).prop_map(|count| (Subject::SpanCount, Literal::Int(count))),
        (0..4_i64).prop_map(|count| (Subject::ErrorCount, Literal::Int(count))),
        any::<bool>().prop_map(|root| (Subject::IsRoot, Literal::Bool(root))),
    ];
    (subject, 0..7_u8).prop_map(|((subject, literal), kind)| Condition {
        subject,
        comparison: match (kind, literal) {
            (0, _) => Comparison::Exists,
            (1, literal) => Comparison::NotEqual(literal),
            (2, literal) => Comparison::Less(literal),
            (3, literal) => Comparison::AtMost(literal),
            (4, literal) => Comparison::Greater(literal),
            (5, literal) => Comparison::AtLeast(literal),
            (_, literal) => Comparison::Equal(literal),
        },
    })
}

fn made((trace, number, service, name, start, duration, failed, value): Made) -> Span {
    let nanos = [start, start + duration];
    let mut span = span(trace, number, SERVICES[service], NAMES[name], nanos);
    span.kind = if name == 2 {
        SpanKind::Client
    } else {
        SpanKind::Server
    };
    if failed {
        span.status = Status::Error {
            message: "no".into(),
        };
    }
    span.attributes.push(attribute("value", value));
    let list = Value::List(vec![value.into(), "c1".into()]);
    span.attributes.push(attribute("list", list));
    span
}

async fn run(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let (folder, hands) = (tempdir().unwrap(), Hands::new());
    let open = || EmbeddedStore::open(settings(folder.path(), &hands)).unwrap();
    let (mut store, model) = (open(), MemoryStore::new());
    for step in steps {
        match step {
            Step::Write(spans) => {
                let spans = batch(spans.into_iter().map(made).collect());
                model.write(spans.clone()).await.unwrap();
                store.write(spans).await.unwrap();
            }
            Step::Line(trace, text) => {
                let lines = lines(vec![line(trace, &format!("request-{text}"))]);
                model.write(lines.clone()).await.unwrap();
                store.write(lines).await.unwrap();
            }
            Step::Settle => store.settle().await.unwrap(),
            Step::Restart => {
                drop(store);
                store = open();
            }
            Step::Search(search) => same_pages(&store, &model, search).await?,
            Step::Resolve(trace, digits) => {
                let text = id(trace).to_string();
                let asked = [&text[..digits], "request-1"];
                for text in asked {
                    let expected = model.resolve(text, 20).await.unwrap().value;
                    prop_assert_eq!(store.resolve(text, 20).await.unwrap().value, expected);
                }
            }
        }
    }
    for trace in 1..12 {
        let expected = model.trace(id(trace)).await.unwrap().value;
        let found = store.trace(id(trace)).await.unwrap().value;
        prop_assert_eq!(
            found.map(|found| found.trace),
            expected.map(|expected| expected.trace)
        );
    }
    let [found, expected] = [
        store.operations(None).await.unwrap().value,
        model.operations(None).await.unwrap().value,
    ];
    prop_assert_eq!(found, expected);
    prop_assert_eq!(
        store.slow(5).await.unwrap().value,
        model.slow(5).await.unwrap().value
    );
    let day = crate::made::BEGIN / 86_400_000_000_000;
    prop_assert_eq!(
        store.errors(day, 50).await.unwrap().value,
        model.errors(day, 50).await.unwrap().value
    );
    let expected = model.roll_ups(0..u64::MAX).await.unwrap().value;
    let live = store.roll_ups_with_live(0..u64::MAX).await.unwrap().value;
    prop_assert_eq!(&live.operations, &expected.operations);
    store.settle().await.unwrap();
    let counted = store.roll_ups(0..u64::MAX).await.unwrap().value;
    prop_assert_eq!(&counted.operations, &expected.operations);
    prop_assert_eq!(&counted.edges, &expected.edges);
    Ok(())
}

/// Page after page, to the end.
async fn same_pages(
    store: &EmbeddedStore,
    model: &MemoryStore,
    mut search: Search,
) -> Result<(), TestCaseError> {
    loop {
        let found = store.search(&search).await.unwrap().value;
        let expected = model.search(&search).await.unwrap().value;
        prop_assert_eq!(&found.traces, &expected.traces);
        prop_assert_eq!(found.next, expected.next);
        if found.matched_is_exact {
            prop_assert_eq!(found.matched, expected.matched);
        } else {
            prop_assert!(found.matched <= expected.matched);
            prop_assert!(found.matched >= search.count_to);
        }
        if found.next.is_none() {
            return Ok(());
        }
        search.after = found.next;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_folder_answers_as_the_plainest_store(steps in steps()) {
        let runtime = Builder::new_multi_thread().worker_threads(1).build().unwrap();
        runtime.block_on(run(steps))?;
    }
}
