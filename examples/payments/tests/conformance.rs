//! `POST /test`: the trace context on both sides of the service.

#![expect(
    clippy::disallowed_methods,
    reason = "the clients and servers around the service have no trace"
)]
#![allow(clippy::unwrap_used)]

mod common;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use common::{Service, start};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;

type Calls = Arc<Mutex<Vec<(HeaderMap, String)>>>;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN: &str = "00f067aa0ba902b7";

/// What the service calls: keeps headers and body; `/hang` never answers.
async fn callee() -> (String, Calls) {
    let calls = Calls::default();
    let keep = async |State(calls): State<Calls>, headers: HeaderMap, body: String| {
        calls.lock().unwrap().push((headers, body));
    };
    let app = Router::new()
        .route("/callback", post(keep))
        .route("/hang", post(std::future::pending::<()>))
        .with_state(Arc::clone(&calls));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, calls)
}

async fn test(service: &Service, headers: &[(&'static str, &str)], body: Value) -> (u16, Value) {
    let mut request = Client::new()
        .post(format!("{}/test", service.url))
        .json(&body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn line<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let mut lines = headers.get_all(name).iter();
    let line = lines.next().map_or("", |value| value.to_str().unwrap());
    assert!(lines.next().is_none(), "one line of {name}");
    line
}

#[tokio::test]
async fn calls_are_made_in_order_each_with_a_span_of_its_own() {
    let service = start();
    let (callee, calls) = callee().await;
    let url = format!("{callee}/callback");
    let parent = format!("00-{TRACE}-{SPAN}-01");
    let headers = [
        ("traceparent", parent.as_str()),
        ("tracestate", "a=1"),
        ("tracestate", "b=2"),
        ("baggage", "tenant=acme"),
        ("baggage", "tier=gold"),
    ];
    let body = json!([{"url": url, "arguments": [1]}, {"url": url, "arguments": {"two": 2}}]);
    let (status, answer) = test(&service, &headers, body).await;
    assert_eq!(status, 200);
    assert_eq!(answer["trace_id"], TRACE);
    assert_eq!(answer["calls"], json!([{"status": 200}, {"status": 200}]));

    let calls = std::mem::take(&mut *calls.lock().unwrap());
    let bodies: Vec<_> = calls.iter().map(|(_, body)| body.as_str()).collect();
    assert_eq!(bodies, ["[1]", r#"{"two":2}"#]);
    let parents: Vec<_> = calls
        .iter()
        .map(|(headers, _)| line(headers, "traceparent"))
        .collect();
    assert_ne!(parents[0], parents[1]);
    for (headers, _) in &calls {
        let parent = line(headers, "traceparent");
        assert!(
            parent.starts_with(&format!("00-{TRACE}-")) && parent.ends_with("-01"),
            "{parent}"
        );
        assert!(!parent.contains(SPAN));
        assert_eq!(line(headers, "tracestate"), "a=1,b=2");
        assert_eq!(line(headers, "baggage"), "tenant=acme,tier=gold");
    }

    let ended = service.end();
    let tree = ended.tree(TRACE);
    let expected = [
        "POST /test",
        "└─ test",
        "   ├─ call",
        "   │  └─ POST",
        "   └─ call",
        "      └─ POST",
    ];
    assert_eq!(tree, expected, "{}", ended.trees);
}

#[tokio::test]
async fn an_empty_list_is_answered() {
    let service = start();
    let (status, answer) = test(&service, &[], json!([])).await;
    assert_eq!((status, &answer["calls"]), (200, &json!([])));
}

#[tokio::test]
async fn a_repeated_traceparent_begins_a_new_trace() {
    let service = start();
    let (callee, calls) = callee().await;
    let parent = format!("00-{TRACE}-{SPAN}-01");
    let headers = [
        ("traceparent", parent.as_str()),
        ("traceparent", parent.as_str()),
    ];
    let body = json!([{"url": format!("{callee}/callback"), "arguments": null}]);
    let (_, answer) = test(&service, &headers, body).await;
    assert_ne!(answer["trace_id"], TRACE);
    let calls = calls.lock().unwrap();
    assert!(!line(&calls[0].0, "traceparent").contains(TRACE));
}

#[tokio::test]
async fn a_callee_that_hangs_or_does_not_exist_costs_five_seconds_at_most() {
    let service = start();
    let (callee, _) = callee().await;
    let begun = Instant::now();
    let body = json!([
        {"url": "nowhere", "arguments": 0},
        {"url": "http://127.0.0.1:9/", "arguments": 0},
        {"url": format!("{callee}/hang"), "arguments": 0},
        {"url": format!("{callee}/callback"), "arguments": 0},
    ]);
    let (status, answer) = test(&service, &[], body).await;
    assert_eq!(status, 200);
    assert!(begun.elapsed() < Duration::from_secs(5));
    let errors: Vec<_> = answer["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| call["error"].as_str())
        .collect();
    assert_eq!(errors[2..], [Some("no time left"); 2]);
    assert!(errors[0].is_some() && errors[1].is_some());
}

#[tokio::test]
async fn what_is_no_list_of_calls_is_refused() {
    let service = start();
    assert_eq!(test(&service, &[], json!({"url": "x"})).await.0, 422);
    assert_eq!(test(&service, &[], json!([{"url": "x"}])).await.0, 422);
}
