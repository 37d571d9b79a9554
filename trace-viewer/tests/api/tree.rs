//! The rows of a trace, whatever the parents say.

use proptest::prelude::*;
use serde_json::json;
use trace_model::{Span, Trace, TraceId};
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
    let number = |id: &serde_json::Value| u64::from_str_radix(id.as_str().unwrap_or_default(), 16);
    ids.iter()
        .map(|id| number(id).expect("an id is hex"))
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
async fn an_orphan_is_a_row_of_its_own() {
    let rows = rows(&[(1, 0, 0), (3, 2, 1)]).await;
    assert_eq!(
        (numbers(&rows), &rows["orphans"]),
        (vec![1, 3], &json!([1]))
    );
}

#[tokio::test]
async fn a_circle_is_cut_at_its_earliest_span() {
    // 4 stands under the circle of 1, 2 and 3, and is earlier.
    let rows = rows(&[(1, 3, 5), (2, 1, 4), (3, 2, 6), (4, 2, 1), (5, 5, 9)]).await;
    assert_eq!(numbers(&rows), [2, 4, 3, 1, 5]);
    assert_eq!(rows["circles"], json!([0, 4]));
    assert_eq!(rows["depth"], json!([0, 1, 1, 2, 0]));
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
        let mut found = numbers(&rows);
        let mut expected: Vec<_> = spans.iter().map(|(number, ..)| *number).collect();
        found.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(found, expected);
        let parents = rows["parent"].as_array().unwrap();
        for (row, parent) in parents.iter().enumerate() {
            prop_assert!(parent.as_i64().unwrap() < row as i64);
        }
    }
}
