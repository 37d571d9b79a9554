//! The rows of a trace, whatever the parents say.

use proptest::prelude::*;
use serde_json::json;
use trace_model::{Span, Status, Trace, TraceId};
use trace_viewer::api::{self, Settings};

use crate::support::{MILLI, NOON, get, span, store};

/// Spans by number, parent and start in milliseconds.
fn trace(spans: &[(u64, u64, u64)]) -> Trace {
    let span = |(number, parent, start): &(u64, u64, u64)| Span {
        start_unix_nanos: NOON + start * MILLI,
        ..span(7, *number, *parent, "a", "step")
    };
    Trace {
        spans: spans.iter().map(span).collect(),
        ..Trace::new(TraceId::from_u128(7).expect("a trace id is not zero"))
    }
}

async fn rows(spans: &[(u64, u64, u64)]) -> serde_json::Value {
    let router = api::router(store(&[trace(spans)]).await, Settings::default());
    get(&router, "/api/viewer/trace/7/tree").await.json()["rows"].clone()
}

fn numbers(rows: &serde_json::Value) -> Vec<u64> {
    let ids = rows["spanId"].as_array().expect("ids are a list");
    let ids = ids.iter().filter_map(serde_json::Value::as_str);
    let of_spans = ids.filter(|id| !id.is_empty());
    of_spans
        .map(|id| u64::from_str_radix(id, 16).expect("an id is hex"))
        .collect()
}

#[tokio::test]
async fn children_stand_under_their_parents_by_time() {
    let rows = rows(&[(4, 2, 3), (3, 1, 5), (2, 1, 2), (1, 0, 0)]).await;
    assert_eq!(numbers(&rows), [1, 2, 4, 3]);
    assert_eq!(rows["depth"], json!([0, 1, 2, 1]));
    assert_eq!(rows["parent"], json!([-1, 0, 1, 0]));
    assert_eq!(rows["start"], json!([0, 2_000_000, 3_000_000, 5_000_000]));
}

#[tokio::test]
async fn a_span_that_has_not_come_has_a_row() {
    let rows = rows(&[(1, 0, 0), (3, 2, 1)]).await;
    let ids = [
        "",
        "0000000000000001",
        "0000000000000002",
        "0000000000000003",
    ];
    assert_eq!(rows["spanId"], json!(ids));
    assert_eq!(rows["missing"], json!([2]));
    assert_eq!(rows["parent"], json!([-1, 0, 0, 2]));
}

#[tokio::test]
async fn a_circle_is_cut_at_its_earliest_span() {
    // 4 stands under the circle of 1, 2 and 3, and is earlier.
    let rows = rows(&[(1, 3, 5), (2, 1, 4), (3, 2, 6), (4, 2, 1), (5, 5, 9)]).await;
    assert_eq!(numbers(&rows), [2, 4, 3, 1, 5]);
    assert_eq!(rows["circles"], json!([1, 5]));
    assert_eq!(rows["depth"], json!([0, 1, 2, 2, 3, 1]));
}

#[tokio::test]
async fn a_tree_says_where_the_time_went_and_where_the_error_began() {
    let mut trace = trace(&[(1, 0, 0), (2, 1, 10)]);
    trace.spans[0].end_unix_nanos = NOON + 1_000 * MILLI;
    trace.spans[1].end_unix_nanos = NOON + 910 * MILLI;
    trace.spans[1].status = Status::Error {
        message: "card declined".into(),
    };
    let router = api::router(store(&[trace]).await, Settings::default());
    let tree = get(&router, "/api/viewer/trace/7/tree").await.json();
    let sentence = tree["sentence"].as_str().unwrap_or_default();
    assert!(
        sentence.contains("is the bottleneck: 1,000 ms of 1,000 ms"),
        "{sentence}"
    );
    let causes = json!([{ "row": 1, "message": "card declined", "handledBy": 0 }]);
    assert_eq!(tree["causes"], causes);
    let path: u64 = tree["path"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|section| section["duration"].as_u64())
        .sum();
    assert_eq!(path, 1_000 * MILLI);
    assert_eq!(tree["rows"]["critical"], json!([100 * MILLI, 900 * MILLI]));
    let sent = get(&router, "/api/viewer/trace/7/tree?times=sent")
        .await
        .json();
    assert_eq!(sent["isAdjusted"], false);
    assert_eq!(
        get(&router, "/api/viewer/trace/7/tree?times=x")
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn a_chain_of_many_spans_is_no_deep_recursion() {
    let spans: Vec<_> = (1..=20_000)
        .map(|number| (number, number - 1, number))
        .collect();
    let rows = rows(&spans).await;
    assert_eq!(rows["depth"][19_999], 19_999);
}

proptest! {
    #[test]
    fn every_span_has_one_row(
        spans in prop::collection::vec((1_u64..12, 0_u64..14, 0_u64..20), 1..20)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let rows = runtime.block_on(rows(&spans));
        let missing = rows["missing"].as_array().unwrap().iter();
        let missing: Vec<_> = missing.map(|row| row.as_u64().unwrap() as usize).collect();
        let ids = rows["spanId"].as_array().unwrap().iter().enumerate();
        let spans_only = ids.filter(|(row, _)| !missing.contains(row)).map(|(_, id)| id.clone());
        let mut found = numbers(&json!({ "spanId": spans_only.collect::<Vec<_>>() }));
        let mut expected: Vec<_> = spans.iter().map(|(number, ..)| *number).collect();
        // A span that came twice has one row.
        for ids in [&mut found, &mut expected] {
            ids.sort_unstable();
            ids.dedup();
        }
        prop_assert_eq!(found, expected);
        let parents = rows["parent"].as_array().unwrap();
        for (row, parent) in parents.iter().enumerate() {
            prop_assert!(parent.as_i64().unwrap() < row as i64);
        }
    }
}
