//! Names, ids and numbers that are meant to break something; and nothing at all.

use trace_model::{Trace, TraceId};
use trace_viewer::api::{self, Settings};

use crate::support::{MILLI, NOON, attribute, get, span, store, viewer};

const PATHS: [&str; 32] = [
    "/api/services",
    "/api/services/{name}/operations",
    "/api/operations?service={name}",
    "/api/traces?service={name}",
    "/api/traces?tags={name}",
    "/api/traces?limit={name}",
    "/api/traces/{name}",
    "/api/traces?traceID={name}",
    "/api/dependencies",
    "/api/dependencies?endTs={name}",
    "/api/v3/services",
    "/api/v3/operations?service={name}",
    "/api/v3/traces/{name}",
    "/api/v3/trace-summaries?query.startTimeMin={name}",
    "/api/v3/trace-summaries?query.{name}=1",
    "/api/viewer/status",
    "/api/viewer/resolve?text={name}",
    "/api/viewer/search?q={name}",
    "/api/viewer/search?after={name}",
    "/api/viewer/slow?limit={name}",
    "/api/viewer/errors?day={name}",
    "/api/viewer/services?service={name}&minutes=18446744073709551615",
    "/api/viewer/map?minutes={name}",
    "/api/viewer/runs",
    "/api/viewer/pins",
    "/api/viewer/rank?service={name}&operation={name}&durationNano=1",
    "/api/viewer/trace/{name}/tree",
    "/api/viewer/trace/{name}/span/{name}",
    "/tempo/api/search?q={name}",
    "/tempo/api/v2/search/tags",
    "/tempo/api/v2/search/tag/{name}/values",
    "/tempo/api/v2/traces/{name}",
];

/// Percent-encoded.
const NAMES: [&str; 9] = [
    "%3Cscript%3E",
    "%00",
    "%1B%5B2J",
    "..%2F..%2Fetc",
    "%F0%9F%92%A9",
    "%E2%80%AE",
    "-1",
    "18446744073709551615",
    "%22%7D%7B%5C",
];

#[tokio::test]
async fn whatever_is_asked_is_answered_or_refused() {
    let full = viewer().await;
    let empty = api::router(store(&[]).await, Settings::default());
    for path in PATHS {
        for name in NAMES {
            let path = path.replace("{name}", name);
            for router in [&full, &empty] {
                let answer = get(router, &path).await;
                assert!(
                    matches!(answer.status.as_u16(), 200 | 400 | 404),
                    "{path}: {} {}",
                    answer.status,
                    answer.text()
                );
                assert!(
                    !answer.text().contains('\u{1b}'),
                    "{path}: {}",
                    answer.text()
                );
            }
        }
    }
}

#[tokio::test]
async fn an_empty_store_has_empty_answers() {
    let router = api::router(store(&[]).await, Settings::default());
    assert_eq!(
        get(&router, "/api/services").await.json()["data"],
        serde_json::json!([])
    );
    let found = get(&router, "/api/viewer/search").await.json();
    assert_eq!(
        (&found["matched"], &found["matchedIsExact"]),
        (&0.into(), &true.into())
    );
    assert_eq!(get(&router, "/api/traces/1").await.status, 404);
    assert_eq!(get(&router, "/tempo/api/traces/1").await.status, 404);
    assert_eq!(get(&router, "/tempo/api/v2/traces/1").await.status, 404);
    assert_eq!(get(&router, "/ready").await.text(), "ready\n");
    assert_eq!(
        get(&router, "/api/viewer/status").await.json()["program"],
        "trace-viewer"
    );
}

#[tokio::test]
async fn times_at_both_ends_are_answered() {
    let mut first = span(7, 1, 0, "a", "first");
    (first.start_unix_nanos, first.end_unix_nanos) = (0, u64::MAX);
    let mut last = span(7, 2, 1, "a", "last");
    (last.start_unix_nanos, last.end_unix_nanos) = (u64::MAX, 0);
    let trace = Trace {
        spans: vec![first, last],
        ..Trace::new(TraceId::from_u128(7).unwrap())
    };
    let router = api::router(store(&[trace]).await, Settings::default());
    let found = get(&router, "/api/traces/7").await.json();
    assert_eq!(found["data"][0]["spans"][0]["duration"], u64::MAX / 1_000);
    let warning = &found["data"][0]["spans"][1]["warnings"][0];
    assert!(warning.as_str().unwrap().contains("ends before it starts"));
    let tree = get(&router, "/api/viewer/trace/7/tree").await.json();
    assert_eq!(tree["rows"]["start"], serde_json::json!([0, u64::MAX]));
    let range = "query.startTimeMin=1970-01-01T00:00:00Z&query.startTimeMax=2554-01-01T00:00:00Z";
    let summaries = get(&router, &format!("/api/v3/trace-summaries?{range}"))
        .await
        .json();
    assert_eq!(
        summaries["summaries"][0]["maxEndTimeUnixNano"],
        u64::MAX.to_string()
    );
}

/// More spans than are written at once, with more than one resource.
fn long(id: u128) -> Trace {
    let spans = (1..=1_000).map(|number| {
        let service = if number % 2 == 0 { "even" } else { "odd" };
        let mut span = span(id, number, u64::from(number > 1), service, "step");
        span.start_unix_nanos = NOON + number * MILLI;
        span.attributes = vec![attribute("filling", &*"x".repeat(20_000))];
        span
    });
    let mut spans: Vec<_> = spans.collect();
    // The root is not the first.
    spans.rotate_left(500);
    Trace {
        spans,
        ..Trace::new(TraceId::from_u128(id).expect("a trace id is not zero"))
    }
}

#[tokio::test]
async fn a_long_trace_arrives_whole() {
    let router = api::router(store(&[long(7)]).await, Settings::default());
    let v1 = get(&router, "/api/traces/7").await.json();
    assert_eq!(v1["data"][0]["spans"].as_array().unwrap().len(), 1_000);
    assert_eq!(v1["data"][0]["processes"].as_object().unwrap().len(), 2);
    let v3 = get(&router, "/api/v3/traces/7").await.json();
    let groups = v3["result"]["resourceSpans"].as_array().unwrap();
    let spans = groups
        .iter()
        .flat_map(|group| group["scopeSpans"].as_array().unwrap());
    let spans: usize = spans
        .map(|scope| scope["spans"].as_array().unwrap().len())
        .sum();
    assert_eq!(spans, 1_000);
}

#[tokio::test]
async fn a_search_of_version_3_leaves_nothing_out() {
    let wide = |id| {
        let spans = (1..=40_000).map(|number| span(id, number, u64::from(number > 1), "a", "x"));
        Trace {
            spans: spans.collect(),
            ..Trace::new(TraceId::from_u128(id).expect("a trace id is not zero"))
        }
    };
    let router = api::router(store(&[wide(7), wide(8)]).await, Settings::default());
    let range = "query.startTimeMin=2020-11-26T00:00:00Z&query.startTimeMax=2020-11-27T00:00:00Z";
    let all = get(&router, &format!("/api/v3/traces?{range}")).await;
    let message = all.json()["error"]["message"].to_string();
    assert_eq!(all.status, 400);
    assert!(
        message.contains("2 traces match, with 80000 spans"),
        "{message}"
    );
    let first = get(
        &router,
        &format!("/api/v3/traces?{range}&query.searchDepth=1"),
    )
    .await;
    assert_eq!(first.status, 200);
}

#[tokio::test]
async fn a_search_of_version_1_is_as_long_as_is_said() {
    let router = api::router(store(&[long(7), long(8)]).await, Settings::default());
    let answer = get(&router, "/api/traces?service=odd").await;
    assert!(answer.body.len() <= 16 << 20, "{} bytes", answer.body.len());
    let traces = answer.json();
    // The first one alone would be longer.
    for (trace, least) in [(0, 800), (1, 3)] {
        let cut = &traces["data"][trace];
        let spans = cut["spans"].as_array().unwrap();
        assert!(spans.len() >= least, "{} spans", spans.len());
        assert_eq!(
            (&spans[0]["references"], &spans[0]["spanID"]),
            (&serde_json::json!([]), &"0000000000000001".into())
        );
        let warning = cut["warnings"][0].as_str().unwrap();
        let expected = format!("{} of 1000 spans", spans.len());
        assert!(warning.contains(&expected), "{warning}");
    }
}

#[tokio::test]
async fn each_trace_of_a_search_of_version_1_has_a_span() {
    let traces: Vec<_> = (1..=200)
        .map(|id| {
            let mut trace = long(id);
            trace.spans.truncate(1);
            trace.spans[0].end_unix_nanos += 1_000 * MILLI;
            trace.spans[0].attributes = vec![attribute("filling", &*"x".repeat(100_000))];
            trace
        })
        .collect();
    let router = api::router(store(&traces).await, Settings::default());
    let answer = get(&router, "/api/traces?service=odd&limit=200").await;
    assert!(answer.body.len() <= 16 << 20, "{} bytes", answer.body.len());
    let traces = answer.json();
    let traces = traces["data"].as_array().unwrap();
    assert_eq!(traces.len(), 200);
    assert!(
        traces
            .iter()
            .all(|trace| trace["spans"].as_array().unwrap().len() == 1)
    );
    let of_bare = |trace: &&serde_json::Value| trace["spans"][0]["warnings"].is_array();
    let bare: Vec<_> = traces.iter().filter(of_bare).collect();
    assert!(
        bare.len() > 30 && !bare.contains(&&traces[0]),
        "{}",
        bare.len()
    );
    let span = &bare[0]["spans"][0];
    assert_eq!(
        (&span["operationName"], &span["tags"][0]["key"]),
        (&"step".into(), &"span.kind".into())
    );
    let warning = span["warnings"][0].as_str().unwrap();
    assert!(warning.starts_with("too long for this answer"), "{warning}");
    assert!(bare[0]["processes"][span["processID"].as_str().unwrap()].is_object());
}
