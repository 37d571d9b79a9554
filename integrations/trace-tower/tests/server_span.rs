//! What a server span says about a request.

#![allow(clippy::unwrap_used)]

mod common;

use axum::Router;
use axum::body::Body;
use axum::routing::{any, get as on_get};
use common::{get, record, send, serve, text};
use http::{Method, Request, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use trace_runtime::{Trust, Value, traced};
use trace_testing::Caller;
use trace_tower::{Inbound, TraceLayer};

fn app() -> Router {
    let nested = Router::new().route("/{id}", on_get(|| async { "nested" }));
    Router::new()
        .route("/orders/{id}", any(|| async { "an order" }))
        .route("/missing", on_get(|| async { StatusCode::NOT_FOUND }))
        .route("/broken", on_get(|| async { StatusCode::BAD_GATEWAY }))
        .route("/health", on_get(health))
        .nest("/shop", nested)
        .layer(TraceLayer::new(Trust::Continue).untraced("/health"))
}

#[traced]
async fn health(cx: Inbound) -> String {
    format!("recording: {}", cx.is_recording())
}

#[tokio::test]
async fn a_request_is_described_by_the_conventions() {
    record();
    let request = Request::post("/orders/7?token=s3cret&page=2")
        .header("host", "shop.example:8443")
        .header("user-agent", "curl/8.5.0")
        .header("content-length", "3")
        .body(Body::from("abc"))
        .unwrap();
    let answer = send(app(), request).await;
    answer
        .trace()
        .without_attributes(&["*"])
        .assert_tree("POST /orders/{id} (server)");

    let span = answer.server_span();
    assert_eq!(span.parent_span_id, None);
    let expected = [
        ("http.request.method", Value::from("POST")),
        ("url.path", "/orders/7".into()),
        ("url.scheme", "http".into()),
        ("url.query", "token=REDACTED&page=REDACTED".into()),
        ("http.route", "/orders/{id}".into()),
        ("network.protocol.version", "1.1".into()),
        ("server.address", "shop.example".into()),
        ("server.port", Value::I64(8443)),
        ("user_agent.original", "curl/8.5.0".into()),
        ("http.request.body.size", Value::I64(3)),
        ("http.response.status_code", Value::I64(200)),
        ("http.response.body.size", Value::I64(8)),
    ];
    for (key, value) in &expected {
        assert_eq!(span.attribute(key), Some(value), "{key}");
    }
    assert_eq!(
        span.attributes.len(),
        expected.len(),
        "{:?}",
        span.attributes
    );
}

#[tokio::test]
async fn a_peer_is_named_where_the_server_knows_it() {
    record();
    let address = serve(app()).await;
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = "GET /orders/peer HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let trace_id = answer.split("x-trace-id: ").nth(1).unwrap()[..32]
        .parse()
        .unwrap();

    let span = common::server_span(&common::trace(trace_id));
    assert_eq!(text(&span, "client.address").as_deref(), Some("127.0.0.1"));
    assert_eq!(
        text(&span, "network.peer.address").as_deref(),
        Some("127.0.0.1")
    );
    assert!(span.attribute("network.peer.port").is_some());
    assert_eq!(text(&span, "server.port").as_deref(), Some("80"));
}

#[tokio::test]
async fn names_never_hold_a_path() {
    record();
    let nested = send(app(), get("/shop/42")).await.server_span();
    assert_eq!(nested.name, "GET /shop/{id}");
    assert_eq!(text(&nested, "url.path").as_deref(), Some("/shop/42"));

    let unknown = send(app(), get("/no/such/route")).await.server_span();
    assert_eq!(unknown.name, "GET");
    assert_eq!(unknown.attribute("http.route"), None);
}

#[tokio::test]
async fn an_unknown_method_is_other() {
    record();
    let mut request = get("/orders/1");
    *request.method_mut() = Method::from_bytes(b"BREW").unwrap();
    let span = send(app(), request).await.server_span();
    assert_eq!(span.name, "HTTP /orders/{id}");
    assert_eq!(
        text(&span, "http.request.method").as_deref(),
        Some("_OTHER")
    );
    assert_eq!(
        text(&span, "http.request.method_original").as_deref(),
        Some("BREW")
    );
}

#[tokio::test]
async fn a_4xx_is_the_callers_mistake_and_a_5xx_is_ours() {
    record();
    for (path, expected) in [
        (
            "/missing",
            "GET /missing (server) http.response.status_code=404",
        ),
        (
            "/broken",
            r#"GET /broken (server) error.type="502" http.response.status_code=502 [error]"#,
        ),
    ] {
        let trace = send(app(), get(path)).await.trace();
        let of_interest = ["error.type", "http.response.status_code"];
        trace.only_attributes(&of_interest).assert_tree(expected);
    }
}

#[tokio::test]
async fn an_untraced_path_leaves_nothing_behind_but_has_a_contract() {
    record();
    let caller = Caller::new();
    let mut request = get("/health?probe=1");
    let parent = caller.traceparent().parse().unwrap();
    request.headers_mut().insert("traceparent", parent);
    let answer = send(app(), request).await;
    assert_eq!(answer.body, "recording: false");
    assert_eq!(answer.header("x-trace-id"), None);
    let trace = trace_testing::trace_so_far(caller.trace_id());
    assert!(trace.spans().is_empty(), "{trace}");
}

#[tokio::test]
async fn the_answer_names_its_ids() {
    record();
    let answer = send(app(), get("/orders/1")).await;
    let trace_id = answer.trace_id().to_string();
    assert_eq!(answer.header("x-correlation-id"), Some(trace_id.as_str()));
    assert_eq!(answer.header("x-request-id"), None);

    let mut request = get("/orders/1");
    request
        .headers_mut()
        .insert("x-correlation-id", "basket-9".parse().unwrap());
    request
        .headers_mut()
        .insert("x-request-id", "try-2".parse().unwrap());
    let answer = send(app(), request).await;
    assert_eq!(answer.header("x-correlation-id"), Some("basket-9"));
    assert_eq!(answer.header("x-request-id"), Some("try-2"));
    let mut request = get("/orders/1");
    request
        .headers_mut()
        .insert("x-request-id", "*/ DROP TABLE".parse().unwrap());
    let answer = send(app(), request).await;
    let trace_id = answer.trace_id().to_string();
    assert_eq!(answer.header("x-correlation-id"), Some(trace_id.as_str()));
    assert_eq!(answer.header("x-request-id"), None);
}

#[tokio::test]
async fn the_name_that_a_caller_gives_its_request_is_in_the_span() {
    record();
    for (header, given, recorded) in [
        ("x-correlation-id", "basket-9", Some("basket-9")),
        ("x-request-id", "try-2", Some("try-2")),
        ("x-correlation-id", "*/ DROP TABLE", None),
    ] {
        let mut request = get("/orders/1");
        request.headers_mut().insert(header, given.parse().unwrap());
        let trace = send(app(), request).await.trace();
        let span = trace.span("GET /orders/{id}");
        let recorded = recorded.map(Value::from);
        assert_eq!(
            span.attribute("trace.correlation_id"),
            recorded.as_ref(),
            "{given}"
        );
    }
}

#[tokio::test]
async fn without_a_name_of_the_caller_the_trace_id_is_not_repeated() {
    record();
    let trace = send(app(), get("/orders/1")).await.trace();
    let span = trace.span("GET /orders/{id}");
    assert_eq!(span.attribute("trace.correlation_id"), None);
}

#[tokio::test]
async fn two_layers_make_one_span() {
    record();
    let app = app().layer(TraceLayer::new(Trust::Continue));
    let answer = send(app, get("/orders/1")).await;
    answer.trace().assert_shape("GET /orders/{id}");
}
