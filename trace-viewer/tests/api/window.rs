//! Trees that are too large for one answer.

use axum::Router;
use serde_json::Value;
use tokio::sync::OnceCell;
use trace_model::{Span, Trace, TraceId};
use trace_viewer::api::{self, Settings};

use crate::support::{MILLI, NOON, attribute, get, span, store};

/// More than an answer has.
pub(crate) const MANY: u64 = 60_000;
/// The number of the span with an order.
pub(crate) const ORDERED: u64 = 302;

/// A root with 300 children that have 199 children each; one of the last has a failed one.
/// The first of these children, which are all shorter than others, has an order.
pub(crate) async fn large() -> Router {
    static LARGE: OnceCell<Router> = OnceCell::const_new();
    LARGE.get_or_init(made).await.clone()
}

async fn made() -> Router {
    let mut spans = vec![span(7, 1, 0, "a", "root")];
    spans.extend((2..=MANY).map(|number| {
        let parent = if number <= 301 { 1 } else { 2 + number % 300 };
        Span {
            end_unix_nanos: NOON + MILLI + number,
            ..span(7, number, parent, "a", "step")
        }
    }));
    spans[MANY as usize - 1].status = trace_model::Status::Error {
        message: "no".into(),
    };
    spans[ORDERED as usize - 1].attributes = vec![attribute("order.id", "Order-42")];
    let trace = Trace {
        spans,
        ..Trace::new(TraceId::from_u128(7).expect("seven is not zero"))
    };
    api::router(store(&[trace]).await, Settings::default())
}

pub(crate) fn list<'a>(answer: &'a Value, name: &str) -> &'a Vec<Value> {
    let list = answer["rows"][name].as_array();
    list.unwrap_or_else(|| panic!("no list `{name}`"))
}

pub(crate) fn numbers(answer: &Value, name: &str) -> Vec<u64> {
    let numbers = list(answer, name).iter().map(Value::as_u64);
    numbers.map(|number| number.unwrap_or_default()).collect()
}

#[tokio::test]
async fn a_large_tree_comes_in_parts() {
    let router = large().await;
    let answer = get(&router, "/api/viewer/trace/7/tree").await;
    assert!(answer.body.len() < 2 << 20, "{} bytes", answer.body.len());
    let tree = answer.json();
    assert_eq!(list(&tree, "spanId").len(), 10_000);
    assert_eq!(
        (&tree["spanCount"], &tree["durationNano"]),
        (&MANY.into(), &(100 * MILLI).to_string().into())
    );
    let (place, hidden) = (numbers(&tree, "place"), numbers(&tree, "hidden"));
    assert_eq!((place[0], hidden[0]), (0, MANY - 10_000));
    let cause = tree["causes"][0]["row"]
        .as_u64()
        .expect("the error is there");
    assert_eq!(
        list(&tree, "spanId")[cause as usize],
        format!("{MANY:016x}")
    );

    // Of one child all is asked for that is not there.
    let (at, missing) = numbers(&tree, "hiddenChildren")
        .into_iter()
        .enumerate()
        .skip(1)
        .find(|(_, hidden)| *hidden > 0)
        .expect("children are left out");
    let parents = list(&tree, "parent").iter();
    let here = parents.filter(|parent| **parent == at as i64).count();
    let id = list(&tree, "spanId")[at].as_str().unwrap_or_default();
    let path = format!("/api/viewer/trace/7/tree?under={id}&after={here}&limit=100");
    let first = get(&router, &path).await.json();
    assert_eq!(list(&first, "spanId")[0], id);
    assert_eq!(numbers(&first, "place")[0], place[at]);
    let mut new = numbers(&first, "place")[1..].to_vec();
    if let Some(next) = first["next"].as_u64() {
        let path = format!("/api/viewer/trace/7/tree?under={id}&after={next}");
        let second = get(&router, &path).await.json();
        assert_eq!(second["next"], Value::Null);
        new.extend(&numbers(&second, "place")[1..]);
    }
    assert_eq!(new.len() as u64, missing);
    assert!(new.iter().all(|row| !place.contains(row)));
}

#[tokio::test]
async fn children_of_the_first_row_are_asked_for_without_an_id() {
    let router = crate::support::viewer().await;
    let branch = get(&router, "/api/viewer/trace/ab1/tree?under=")
        .await
        .json();
    // The parent has not come: it is the first row.
    assert_eq!(list(&branch, "spanId").len(), 2);
    assert_eq!(
        (&branch["next"], &branch["spanCount"]),
        (&Value::Null, &1.into())
    );
}

#[tokio::test]
async fn what_cannot_be_a_part_of_a_tree_is_refused() {
    let router = crate::support::viewer().await;
    for (query, status) in [
        ("after=1", 400),
        ("limit=5", 400),
        ("under=x", 400),
        ("under=000000000000000c&after=-1", 400),
        ("under=00000000000000ff", 404),
        (
            "under=000000000000000c&after=4294967295&limit=4294967295",
            200,
        ),
    ] {
        let path = format!("/api/viewer/trace/ab1/tree?{query}");
        assert_eq!(get(&router, &path).await.status, status, "{query}");
    }
}
