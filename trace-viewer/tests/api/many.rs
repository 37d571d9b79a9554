//! Answers over many traces: a map of time and duration, what is different about some, two of
//! them side by side.

use axum::Router;
use serde_json::json;
use trace_model::{SpanKind, Trace, TraceId};
use trace_viewer::api::{self, Settings};

use crate::support::{MILLI, NOON, attribute, get, order, span, store, viewer};

/// Forty traces, a second apart. Each fourth is slow: it comes from the cache of Berlin, and its
/// query takes the time.
async fn forty() -> Router {
    let traces: Vec<Trace> = (1..=40_u64)
        .map(|number| {
            let id = u128::from(number);
            let is_slow = number.is_multiple_of(4);
            let start = NOON + number * 1_000 * MILLI;
            let long = if is_slow { 900 * MILLI } else { 10 * MILLI };
            let mut root = span(id, 1, 0, "orders", "GET /orders");
            let mut query = span(id, 2, 1, "orders", "SELECT orders");
            for part in [&mut root, &mut query] {
                part.start_unix_nanos = start;
                part.end_unix_nanos = start + long;
            }
            root.attributes = vec![
                attribute("cache", if is_slow { "berlin" } else { "paris" }),
                attribute("request", number as i64),
            ];
            Trace {
                spans: vec![root, query],
                ..Trace::new(TraceId::from_u128(id).expect("not zero"))
            }
        })
        .collect();
    api::router(store(&traces).await, Settings::default())
}

#[tokio::test]
async fn a_map_counts_every_trace_once() {
    let router = forty().await;
    let to = NOON + 41_000 * MILLI;
    let path = format!("/api/viewer/heat?columns=4&rows=2&from={NOON}&to={to}");
    let heat = get(&router, &path).await.json();
    assert_eq!(
        (&heat["lookedAt"], &heat["isCut"]),
        (&40.into(), &false.into())
    );
    assert_eq!(heat["shortestNano"], (10 * MILLI).to_string());
    assert_eq!(heat["longestNano"], (900 * MILLI).to_string());
    let cells: Vec<[u64; 3]> = heat["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| ["column", "row", "count"].map(|name| cell[name].as_u64().unwrap()))
        .collect();
    let all: u64 = cells.iter().map(|[.., count]| count).sum();
    let slow: u64 = cells
        .iter()
        .filter(|[_, row, _]| *row == 1)
        .map(|[.., count]| count)
        .sum();
    assert_eq!((all, slow), (40, 10));
    let columns = cells.iter().map(|[column, ..]| *column).max();
    assert_eq!(columns, Some(3));

    let few = get(&router, "/api/viewer/heat?q=traceDuration%3E500ms")
        .await
        .json();
    assert_eq!(few["lookedAt"], 10);
    let last = (NOON + 40_000 * MILLI).to_string();
    assert_eq!(few["toUnixNano"], last, "nothing has come since long ago");
    let none = get(&router, "/api/viewer/heat?q=name%3D%22nothing%22")
        .await
        .json();
    assert_eq!(none["cells"].as_array().unwrap().len(), 0);
    assert_eq!(get(&router, "/api/viewer/heat?q=%7B").await.status, 400);
}

#[tokio::test]
async fn what_the_slow_ones_have_in_common_is_named() {
    let router = forty().await;
    let path = "/api/viewer/different?chosen=traceDuration%3E500ms";
    let found = get(&router, path).await.json();
    assert_eq!((&found["chosen"], &found["rest"]), (&10.into(), &30.into()));
    let lifts = found["attributes"].as_array().unwrap();
    assert_eq!(
        lifts.len(),
        1,
        "the number of the request tells nothing: {lifts:?}"
    );
    assert_eq!(
        (&lifts[0]["key"], &lifts[0]["value"]),
        (&"cache".into(), &"berlin".into())
    );
    assert_eq!(
        (&lifts[0]["chosen"], &lifts[0]["rest"]),
        (&1.0.into(), &0.0.into())
    );
    let path = &found["paths"][0];
    assert_eq!(path["operation"], "SELECT orders");
    assert_eq!(path["nanosPerTrace"], 890 * MILLI);

    // Unless told, the slowest tenth is compared.
    let found = get(&router, "/api/viewer/different").await.json();
    assert_eq!(found["slowFromNano"], 900 * MILLI);
    assert_eq!(found["chosen"], 10, "all that take as long are in it");
    assert_eq!(
        found["root"],
        json!({ "service": "orders", "operation": "GET /orders" }),
        "requests of one kind are compared"
    );
}

#[tokio::test]
async fn two_traces_are_one_tree() {
    let router = forty().await;
    let path = "/api/viewer/compare?a=1&b=4";
    let compared = get(&router, path).await.json();
    assert_eq!(
        compared["sentence"],
        "the second is slower by 890 ms (10 ms → 900 ms), of which 890 ms in `SELECT orders` of `orders`"
    );
    let rows = compared["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (&rows[1]["operation"], &rows[1]["depth"]),
        (&"SELECT orders".into(), &1.into())
    );
    assert_eq!(rows[1]["before"]["duration"], 10 * MILLI);
    assert_eq!(rows[1]["after"]["duration"], 900 * MILLI);
    assert_eq!(
        get(&router, "/api/viewer/compare?a=1&b=ffff").await.status,
        404
    );
    assert_eq!(get(&router, "/api/viewer/compare?a=1").await.status, 400);
}

#[tokio::test]
async fn the_network_is_a_place_where_a_trace_becomes_slower() {
    let call = |id: u128, under_way: u64| {
        let mut client = span(id, 1, 0, "gateway", "POST auth");
        client.kind = SpanKind::Client;
        let mut server = span(id, 2, 1, "auth", "POST /verify");
        server.kind = SpanKind::Server;
        for (part, start, end) in [
            (&mut client, 0, under_way + 2),
            (&mut server, under_way, under_way + 2),
        ] {
            part.start_unix_nanos = NOON + start * MILLI;
            part.end_unix_nanos = NOON + end * MILLI;
        }
        Trace {
            spans: vec![client, server],
            ..Trace::new(TraceId::from_u128(id).expect("not zero"))
        }
    };
    let traces = [call(1, 1), call(2, 230)];
    let router = api::router(store(&traces).await, Settings::default());
    let compared = get(&router, "/api/viewer/compare?a=1&b=2").await.json();
    assert_eq!(
        compared["sentence"],
        "the second is slower by 229 ms (3 ms → 232 ms), of which 229 ms in network and queue of `POST auth` of `gateway`"
    );
    let caller = &compared["rows"][0]["after"];
    assert_eq!(
        (&caller["own"], &caller["underWay"]),
        (&0.into(), &(230 * MILLI).into())
    );
}

#[tokio::test]
async fn rows_that_one_trace_lacks_stand_under_their_parents() {
    let mut small = order();
    small.id = TraceId::from_u128(0x5).unwrap();
    small.logs.clear();
    small.spans.truncate(1);
    small.spans[0].trace_id = small.id;
    let router = api::router(store(&[order(), small]).await, Settings::default());
    let path = "/api/viewer/compare?a=4bf92f3577b34da6a3ce929d0e0e4736&b=5";
    let compared = get(&router, path).await.json();
    let rows = compared["rows"].as_array().unwrap();
    assert_eq!(rows[1]["operation"], "POST /orders");
    assert_eq!(
        (&rows[1]["depth"], rows[1]["after"].is_null()),
        (&1.into(), true)
    );
    let turned = "/api/viewer/compare?b=4bf92f3577b34da6a3ce929d0e0e4736&a=5";
    let turned = get(&router, turned).await.json();
    assert!(turned["rows"][1]["before"].is_null());
}

#[tokio::test]
async fn a_whole_trace_goes_as_json_with_its_lines() {
    let router = viewer().await;
    let path = "/api/viewer/trace/4bf92f3577b34da6a3ce929d0e0e4736/otlp.json";
    let whole = get(&router, path).await.json();
    assert_eq!(whole["spans"]["resourceSpans"].as_array().unwrap().len(), 2);
    let lines = &whole["logs"]["resourceLogs"][0]["scopeLogs"][0]["logRecords"];
    assert_eq!(lines[0]["body"]["stringValue"], "no money");
    let lines = get(&router, &format!("{path}l")).await.text();
    let read = trace_viewer::exchange::read(lines.as_bytes()).unwrap();
    let spans: usize = read
        .map(|document| {
            document
                .unwrap()
                .traces
                .iter()
                .map(|trace| trace.spans.len())
                .sum::<usize>()
        })
        .sum();
    assert_eq!(spans, 2);
    assert_eq!(
        get(&router, "/api/viewer/trace/1/otlp.json").await.status,
        404
    );
}
