//! What a request leaves behind, and what it takes along.

#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{any, get};
use tokio::net::TcpListener;
use trace_reqwest::Client;
use trace_runtime::exporter::{FinishedSpan, MemoryExporter, SpanStatus};
use trace_runtime::{Kind, Pipeline, TraceContract, TraceId, Value};

static RECORDER: LazyLock<(MemoryExporter, Pipeline)> = LazyLock::new(|| {
    let memory = MemoryExporter::new();
    let pipeline = Pipeline::builder().exporter(memory.clone()).install();
    (memory, pipeline.expect("each test file is a process"))
});

fn clients(trace_id: TraceId) -> Vec<FinishedSpan> {
    let (memory, pipeline) = &*RECORDER;
    pipeline
        .flush(Duration::from_secs(5))
        .expect("memory takes all");
    let mut spans = memory.trace(trace_id);
    spans.retain(|span| span.kind == Kind::Client);
    spans
}

fn client_span(trace_id: TraceId) -> FinishedSpan {
    let spans = clients(trace_id);
    assert_eq!(spans.len(), 1, "{spans:?}");
    spans[0].clone()
}

/// Runs a test in a trace of its own, against a server of its own.
async fn with_server<T>(
    body: impl AsyncFnOnce(&TraceContract, &Client, String) -> T,
) -> (TraceId, T) {
    LazyLock::force(&RECORDER);
    let app = Router::new()
        .route("/echo", any(echo))
        .route("/status/404", get(|| async { StatusCode::NOT_FOUND }))
        .route(
            "/status/503",
            get(|| async { StatusCode::SERVICE_UNAVAILABLE }),
        )
        .route("/hang", get(std::future::pending::<()>));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    let client = Client::new();
    let base = format!("http://{address}");
    trace_runtime::run("test", async |cx| {
        (cx.trace_id(), body(cx, &client, base).await)
    })
    .await
}

/// The trace headers that came in.
async fn echo(headers: HeaderMap) -> String {
    let line = |name: &str| {
        let values: Vec<_> = headers
            .get_all(name)
            .iter()
            .map(|value| value.to_str().unwrap())
            .collect();
        format!("{name}={}\n", values.join("|"))
    };
    ["traceparent", "tracestate", "baggage", "x-correlation-id"]
        .map(line)
        .concat()
}

fn value(span: &FinishedSpan, key: &str) -> String {
    span.attribute(key)
        .map(ToString::to_string)
        .unwrap_or_default()
}

#[tokio::test]
async fn a_request_is_described_by_the_conventions() {
    let (id, port) = with_server(async |cx, client, base| {
        let url = format!("{base}/echo?token=s3cret");
        let answer = client
            .traced(cx)
            .post(&url)
            .template("/echo")
            .json(&[1, 2])
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        answer.text().await.unwrap();
        base.rsplit_once(':').unwrap().1.to_owned()
    })
    .await;
    let span = client_span(id);
    assert_eq!(span.name, "POST /echo");
    assert_eq!(span.status(), SpanStatus::Unset);
    let full = format!("http://127.0.0.1:{port}/echo?token=REDACTED");
    let port: i64 = port.parse().unwrap();
    let expected = [
        ("http.request.method", Value::from("POST")),
        ("server.address", "127.0.0.1".into()),
        ("server.port", Value::I64(port)),
        ("url.full", full.into()),
        ("url.template", "/echo".into()),
        ("http.request.body.size", Value::I64(5)),
        ("http.response.status_code", Value::I64(200)),
        ("network.protocol.version", "1.1".into()),
        ("network.peer.address", "127.0.0.1".into()),
        ("network.peer.port", Value::I64(port)),
    ];
    for (key, value) in &expected {
        assert_eq!(span.attribute(key), Some(value), "{key}");
    }
    assert!(span.attribute("http.response.body.size").is_some());
    assert_eq!(
        span.attributes.len(),
        expected.len() + 1,
        "{:?}",
        span.attributes
    );
}

#[tokio::test]
async fn the_context_of_the_client_span_goes_out() {
    let (id, echoed) = with_server(async |cx, client, base| {
        let request = client.traced(cx).get(format!("{base}/echo"));
        // What a user sets by hand does not stand beside the real one.
        let request = request.header("traceparent", "forged");
        request.send().await.unwrap().text().await.unwrap()
    })
    .await;
    let span = client_span(id);
    assert_eq!(span.name, "GET");
    let traceparent = format!("traceparent=00-{id}-{}-03\n", span.span_id);
    assert!(echoed.starts_with(&traceparent), "{echoed}");
    assert!(
        echoed.contains(&format!("x-correlation-id={id}\n")),
        "{echoed}"
    );
}

#[tokio::test]
async fn both_4xx_and_5xx_are_errors_of_the_call() {
    for status in ["404", "503"] {
        let (id, _) = with_server(async |cx, client, base| {
            let answer = client
                .traced(cx)
                .get(format!("{base}/status/{status}"))
                .send()
                .await;
            answer.unwrap().error_for_status().unwrap_err()
        })
        .await;
        let span = client_span(id);
        assert_eq!(span.status(), SpanStatus::Error { message: "" });
        assert_eq!(value(&span, "error.type"), status);
        assert_eq!(value(&span, "http.response.status_code"), status);
    }
}

#[tokio::test]
async fn a_refused_connection_is_an_error_and_shows_no_secret() {
    let (id, error) = with_server(async |cx, client, _| {
        let url = "http://joe:hunter2@127.0.0.1:9/pay?token=s3cret";
        client.traced(cx).get(url).send().await.unwrap_err()
    })
    .await;
    assert!(error.is_connect());
    let span = client_span(id);
    assert_eq!(value(&span, "error.type"), "connect");
    assert!(matches!(span.status(), SpanStatus::Error { .. }));
    let all = format!("{span:?} {error} {error:?}");
    assert!(all.contains("token=REDACTED"), "{all}");
    assert!(!all.contains("s3cret") && !all.contains("hunter2"), "{all}");
}

#[tokio::test]
async fn a_timeout_is_named_and_a_cancelled_call_is_no_error() {
    let (id, ()) = with_server(async |cx, client, base| {
        let hang = || client.traced(cx).get(format!("{base}/hang"));
        let timed_out = hang()
            .timeout(Duration::from_millis(50))
            .send()
            .await
            .unwrap_err();
        assert!(timed_out.is_timeout());
        tokio::time::timeout(Duration::from_millis(50), hang().send())
            .await
            .unwrap_err();
    })
    .await;
    let spans = clients(id);
    assert_eq!(value(&spans[0], "error.type"), "timeout");
    assert_eq!(spans[1].status(), SpanStatus::Cancelled);
    assert_eq!(spans[1].attribute("error.type"), None);
}

#[tokio::test]
async fn each_try_is_a_span_of_its_own() {
    let (id, ()) = with_server(async |cx, client, base| {
        for count in 0..3 {
            let request = client
                .traced(cx)
                .get(format!("{base}/status/503"))
                .resend_count(count);
            request.send().await.unwrap();
        }
    })
    .await;
    let counts: Vec<_> = clients(id)
        .iter()
        .map(|span| value(span, "http.request.resend_count"))
        .collect();
    assert_eq!(counts, ["", "1", "2"]);
}

#[tokio::test]
async fn the_span_goes_on_until_the_body_is_read() {
    let (id, ()) = with_server(async |cx, client, base| {
        let answer = client
            .traced(cx)
            .get(format!("{base}/echo"))
            .send()
            .await
            .unwrap();
        assert!(clients(cx.trace_id()).is_empty());
        answer.bytes().await.unwrap();
        assert_eq!(clients(cx.trace_id()).len(), 1);

        let mut answer = client
            .traced(cx)
            .get(format!("{base}/echo"))
            .send()
            .await
            .unwrap();
        while answer.chunk().await.unwrap().is_some() {}
        assert_eq!(clients(cx.trace_id()).len(), 2);

        let unread = client
            .traced(cx)
            .get(format!("{base}/echo"))
            .send()
            .await
            .unwrap();
        drop(unread);
    })
    .await;
    let spans = clients(id);
    assert_eq!(spans.len(), 3);
    assert!(spans.iter().all(|span| span.status() == SpanStatus::Unset));
}

#[tokio::test]
async fn a_body_that_is_not_json_is_an_error() {
    let (id, error) = with_server(async |cx, client, base| {
        let answer = client
            .traced(cx)
            .get(format!("{base}/echo?key=s3cret"))
            .send()
            .await
            .unwrap();
        answer.json::<u32>().await.unwrap_err()
    })
    .await;
    assert!(error.is_decode());
    assert!(!error.to_string().contains("s3cret"), "{error}");
    assert_eq!(value(&client_span(id), "error.type"), "decode");
}

#[tokio::test]
async fn a_request_that_cannot_be_built_makes_no_span() {
    let (id, error) = with_server(async |cx, client, _| {
        client.traced(cx).get("not a url").send().await.unwrap_err()
    })
    .await;
    assert!(error.is_builder());
    assert!(clients(id).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_requests_are_siblings() {
    let (id, ()) = with_server(async |cx, client, base| {
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let (client, url) = (client.clone(), format!("{base}/echo"));
            calls.spawn(cx.task("call", async move |cx| {
                client
                    .traced(cx)
                    .get(url)
                    .send()
                    .await
                    .unwrap()
                    .text()
                    .await
                    .unwrap()
            }));
        }
        assert_eq!(calls.join_all().await.len(), 50);
    })
    .await;
    let parents: std::collections::HashSet<_> =
        clients(id).iter().map(|span| span.parent_span_id).collect();
    assert_eq!(parents.len(), 50);
}
