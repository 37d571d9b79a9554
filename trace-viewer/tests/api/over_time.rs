//! What is found out of many traces together.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use trace_model::{Status, Trace, TraceId};
use trace_viewer::api::{self, Settings};

use crate::support::{MILLI, get, span, store};

const HOUR: u64 = 3_600_000 * MILLI;

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| now.as_nanos() as u64)
}

/// A gateway calls the orders, which begin a trace of their own where `is_lost`.
fn trace(number: u128, start: u64, took: u64, is_lost: bool) -> Trace {
    let mut gateway = span(number, 1, 0, "gateway", "POST /buy");
    let mut orders = span(number, 2, 1, "orders", "POST /orders");
    for span in [&mut gateway, &mut orders] {
        span.start_unix_nanos = start;
        span.end_unix_nanos = start + took;
    }
    if is_lost {
        orders.parent = None;
    }
    Trace {
        spans: if is_lost {
            vec![orders]
        } else {
            vec![gateway, orders]
        },
        ..Trace::new(TraceId::from_u128(number).expect("a trace id is not zero"))
    }
}

#[tokio::test]
async fn rates_are_of_the_time_since_the_first_trace() {
    let traces = [trace(1, now() - 29_000 * MILLI, MILLI, false)];
    let router = api::router(store(&traces).await, Settings::default());
    for path in ["services?minutes=60", "services?service=orders", "map"] {
        let counted = get(&router, &format!("/api/viewer/{path}")).await.json();
        let seconds = counted["countedSeconds"].as_u64().unwrap_or_default();
        assert!((29..60).contains(&seconds), "{path}: {counted}");
        assert_eq!(counted["minutes"], json!(60), "{path}");
    }
    let traces = [trace(1, now() - 2 * HOUR, MILLI, false)];
    let router = api::router(store(&traces).await, Settings::default());
    let counted = get(&router, "/api/viewer/services").await.json();
    assert_eq!(counted["countedSeconds"], json!(3_600));
}

#[tokio::test]
async fn many_errors_of_a_day_are_all_grouped() {
    let start = now();
    let traces: Vec<_> = (1..=501)
        .map(|number| {
            let mut failed = trace(number, start + number as u64, MILLI, true);
            failed.spans[0].status = Status::Error {
                message: "sold out".into(),
            };
            failed
        })
        .collect();
    let router = api::router(store(&traces).await, Settings::default());
    let day = start / (24 * HOUR);
    let found = get(&router, &format!("/api/viewer/errors?day={day}"))
        .await
        .json();
    assert_eq!(found["isCut"], false);
    assert_eq!(found["groups"].as_array().map(Vec::len), Some(1), "{found}");
    let group = &found["groups"][0];
    assert_eq!(
        (&group["traces"], &group["message"]),
        (&json!(501), &json!("sold out"))
    );
    assert_eq!(group["latestUnixNano"], (start + 501).to_string());
    assert_eq!(group["latestTraceId"], format!("{:032x}", 501));
}

#[tokio::test]
async fn a_lost_context_is_told_with_its_edge() {
    let start = now() - 120_000 * MILLI;
    let mut traces: Vec<_> = (1..=60)
        .map(|number| trace(number, start + number as u64, MILLI, false))
        .collect();
    traces.extend((61..=63).map(|number| trace(number, start, MILLI, true)));
    // One names a parent in a process that sends nothing here.
    traces.push(trace(64, start, MILLI, true));
    let last = traces.len() - 1;
    traces[last].spans[0].parent = span(64, 9, 0, "x", "x").span_id.into();
    // One has only just begun.
    traces.push(trace(65, now(), MILLI, true));
    let router = api::router(store(&traces).await, Settings::default());
    let losses = get(&router, "/api/viewer/losses").await.json();
    assert_eq!(
        (&losses["lookedAt"], &losses["lossy"]),
        (&json!(64), &json!(3))
    );
    let edge = |class: &str, is_loss: bool, traces: u64| {
        json!({
            "from": "gateway", "to": "orders",
            "class": class, "isLoss": is_loss, "traces": traces,
        })
    };
    let expected = json!([
        edge("remote unknown", false, 1),
        edge("unexpected root", true, 3)
    ]);
    assert_eq!(losses["edges"], expected);
    assert_eq!(losses["share"], 3.0 / 64.0);
    assert_eq!(losses["isCut"], false);
    let few = get(&router, "/api/viewer/losses?traces=40").await.json();
    assert_eq!(
        (&few["lookedAt"], &few["isCut"]),
        (&json!(40), &json!(true))
    );
    assert_eq!(get(&router, "/api/viewer/losses?hours=1").await.status, 400);
}

#[tokio::test]
async fn what_traces_wait_for_in_slow_hours_is_named() {
    let this_hour = now() / HOUR;
    let mut traces = Vec::new();
    for hour in (this_hour - 14 * 24)..this_hour {
        let is_slow = hour % 24 == (this_hour - 3) % 24;
        let took = if is_slow { 300 } else { 100 };
        traces.extend((0..30_u64).map(|at| {
            let number = u128::from(hour) * 100 + u128::from(at) + 1;
            let start = hour * HOUR + at * MILLI;
            let mut trace = trace(number, start, took * MILLI, true);
            let mut query = span(number, 3, 2, "orders", "SELECT orders");
            query.start_unix_nanos = start;
            query.end_unix_nanos = start + (took - 90) * MILLI;
            trace.spans.push(query);
            trace
        }));
    }
    let router = api::router(store(&traces).await, Settings::default());
    let found = get(&router, "/api/viewer/patterns").await.json();
    let lines = found["patterns"].as_array().expect("a list");
    let line = lines
        .iter()
        .find(|line| line["operation"] == "POST /orders");
    let slow = &line.expect("the operation is slow again and again")["slowHours"];
    assert_eq!(
        (&slow["inside"], &slow["outside"]),
        (&json!(20), &json!(30)),
        "{found}"
    );
    assert_eq!(
        slow["sentence"],
        "then, traces wait 200 ms longer for `SELECT orders` of `orders` than at other times \
         (20 traces beside 30)"
    );
    assert_eq!(slow["paths"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn hours_that_are_slow_every_day_are_found() {
    let this_hour = now() / HOUR;
    let mut traces = Vec::new();
    for hour in (this_hour - 21 * 24)..this_hour {
        // 02:00 in universal time.
        let took = if hour % 24 == 2 { 300 } else { 100 };
        traces.extend((0..35_u64).map(|at| {
            let number = u128::from(hour) * 100 + u128::from(at) + 1;
            trace(number, hour * HOUR + at * MILLI, took * MILLI, true)
        }));
    }
    let router = api::router(store(&traces).await, Settings::default());
    let found = get(&router, "/api/viewer/patterns?service=orders")
        .await
        .json();
    let sentences = &found["patterns"][0]["sentences"];
    let sentence = sentences[0].as_str().unwrap_or_default();
    assert!(
        sentence.contains("every day, 02:00–03:00, 2.9 times"),
        "{found}"
    );
    let there = get(&router, "/api/viewer/patterns?offsets=60").await.json();
    let sentence = there["patterns"][0]["sentences"][0].clone();
    assert!(sentence.to_string().contains("03:00–04:00"), "{sentence}");
    let none = get(&router, "/api/viewer/patterns?service=gateway")
        .await
        .json();
    assert_eq!(none["patterns"], json!([]));
}

#[tokio::test]
async fn what_happens_at_nine_does_so_before_and_after_a_change_of_clocks() {
    let this_hour = now() / HOUR;
    let change = this_hour - 10 * 24;
    let mut traces = Vec::new();
    for hour in (this_hour - 21 * 24)..this_hour {
        // At nine, by clocks that are 2 hours ahead and then 1.
        let nine = if hour < change { 7 } else { 8 };
        if !(2..14).contains(&(hour % 24)) {
            continue;
        }
        let took = if hour % 24 == nine { 300 } else { 100 };
        traces.extend((0..35_u64).map(|at| {
            let number = u128::from(hour) * 100 + u128::from(at) + 1;
            trace(number, hour * HOUR + at * MILLI, took * MILLI, true)
        }));
    }
    let router = api::router(store(&traces).await, Settings::default());
    let change = change * 3_600;
    let path = format!("/api/viewer/patterns?offsets=120,60@{change}");
    let there = get(&router, &path).await.json();
    let sentences = &there["patterns"][0]["sentences"];
    let sentence = sentences[0].as_str().unwrap_or_default();
    assert!(sentence.contains("every day, 09:00–10:00"), "{there}");
    let with_one = get(&router, "/api/viewer/patterns?offsets=60").await;
    assert!(
        !with_one.text().contains("09:00–10:00"),
        "{}",
        with_one.text()
    );
    let refused = get(&router, "/api/viewer/patterns?offsets=60,120").await;
    assert_eq!(refused.status, 400);
}
