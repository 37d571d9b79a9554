//! What a request leaves behind, and what it takes along.

#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{any, get};
use tokio::net::TcpListener;
use trace_reqwest::Client;
use trace_runtime::{TraceContract, Value};
use trace_testing::{Recording, record, trace_so_far};

/// The attributes that say how a request went.
const OUTCOME: [&str; 2] = ["error.type", "http.response.status_code"];

/// Runs a test in a trace of its own, against a server of its own.
async fn with_server<T>(
    body: impl AsyncFnOnce(&TraceContract, &Client, String) -> T,
) -> Recording<T> {
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
    #[expect(clippy::disallowed_methods, reason = "a server without a trace")]
    tokio::spawn(async move { axum::serve(listener, app).await });
    let client = Client::new();
    let base = format!("http://{address}");
    record("test", async |cx| body(cx, &client, base).await).await
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

#[tokio::test]
async fn a_request_is_described_by_the_conventions() {
    let recording = with_server(async |cx, client, base| {
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
    recording.trace.without_attributes(&["*"]).assert_tree(
        "
        test
          POST /echo (client)
        ",
    );
    let span = recording.trace.span("POST /echo");
    let port = recording.value;
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
    let recording = with_server(async |cx, client, base| {
        let request = client.traced(cx).get(format!("{base}/echo"));
        // What a user sets by hand does not stand beside the real one.
        let request = request.header("traceparent", "forged");
        request.send().await.unwrap().text().await.unwrap()
    })
    .await;
    let (echoed, span) = (&recording.value, recording.trace.span("GET"));
    let id = recording.trace.trace_id();
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
        let recording = with_server(async |cx, client, base| {
            let answer = client
                .traced(cx)
                .get(format!("{base}/status/{status}"))
                .send()
                .await;
            answer.unwrap().error_for_status().unwrap_err()
        })
        .await;
        let trace = recording.trace.only_attributes(&OUTCOME);
        trace.assert_tree(&format!(
            r#"
            test
              GET (client) error.type="{status}" http.response.status_code={status} [error]
            "#
        ));
    }
}

#[tokio::test]
async fn a_refused_connection_is_an_error_and_shows_no_secret() {
    let recording = with_server(async |cx, client, _| {
        let url = "http://joe:hunter2@127.0.0.1:9/pay?token=s3cret";
        client.traced(cx).get(url).send().await.unwrap_err()
    })
    .await;
    let error = recording.value;
    assert!(error.is_connect());
    recording.trace.only_attributes(&OUTCOME).assert_tree(
        "
        test
          GET (client) error.type=connect [error]
            ! [..]
        ",
    );
    let all = format!("{} {error} {error:?}", recording.trace);
    assert!(all.contains("token=REDACTED"), "{all}");
    assert!(!all.contains("s3cret") && !all.contains("hunter2"), "{all}");
}

#[tokio::test]
async fn a_timeout_is_named_and_a_cancelled_call_is_no_error() {
    let recording = with_server(async |cx, client, base| {
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
    recording.trace.only_attributes(&OUTCOME).assert_tree(
        "
        test
          GET (client) error.type=timeout [error]
            ! [..]
          GET (client) [cancelled]
        ",
    );
}

#[tokio::test]
async fn each_try_is_a_span_of_its_own() {
    let recording = with_server(async |cx, client, base| {
        for count in 0..3 {
            let request = client
                .traced(cx)
                .get(format!("{base}/status/503"))
                .resend_count(count);
            request.send().await.unwrap();
        }
    })
    .await;
    let resent = ["http.request.resend_count"];
    recording.trace.only_attributes(&resent).assert_tree(
        "
        test
          GET (client) [error]
          GET (client) http.request.resend_count=1 [error]
          GET (client) http.request.resend_count=2 [error]
        ",
    );
}

#[tokio::test]
async fn the_span_goes_on_until_the_body_is_read() {
    let recording = with_server(async |cx, client, base| {
        let ended = || trace_so_far(cx.trace_id()).spans().len();
        let answer = client
            .traced(cx)
            .get(format!("{base}/echo"))
            .send()
            .await
            .unwrap();
        assert_eq!(ended(), 0);
        answer.bytes().await.unwrap();
        assert_eq!(ended(), 1);

        let mut answer = client
            .traced(cx)
            .get(format!("{base}/echo"))
            .send()
            .await
            .unwrap();
        while answer.chunk().await.unwrap().is_some() {}
        assert_eq!(ended(), 2);

        let unread = client
            .traced(cx)
            .get(format!("{base}/echo"))
            .send()
            .await
            .unwrap();
        drop(unread);
    })
    .await;
    recording.trace.only_attributes(&OUTCOME).assert_tree(
        "
        test
          GET (client) http.response.status_code=200
          GET (client) http.response.status_code=200
          GET (client) http.response.status_code=200
        ",
    );
}

#[tokio::test]
async fn a_body_that_is_not_json_is_an_error() {
    let recording = with_server(async |cx, client, base| {
        let answer = client
            .traced(cx)
            .get(format!("{base}/echo?key=s3cret"))
            .send()
            .await
            .unwrap();
        answer.json::<u32>().await.unwrap_err()
    })
    .await;
    let error = recording.value;
    assert!(error.is_decode());
    assert!(!error.to_string().contains("s3cret"), "{error}");
    recording.trace.only_attributes(&OUTCOME).assert_tree(
        "
        test
          GET (client) error.type=decode http.response.status_code=200 [error]
            ! [..]
        ",
    );
}

#[tokio::test]
async fn a_request_that_cannot_be_built_makes_no_span() {
    let recording = with_server(async |cx, client, _| {
        client.traced(cx).get("not a url").send().await.unwrap_err()
    })
    .await;
    assert!(recording.value.is_builder());
    recording.trace.assert_tree("test");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_requests_are_siblings() {
    let recording = with_server(async |cx, client, base| {
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let (client, url) = (client.clone(), format!("{base}/echo"));
            cx.spawn_on(&mut calls, "call", async move |cx| {
                client
                    .traced(cx)
                    .get(url)
                    .send()
                    .await
                    .unwrap()
                    .text()
                    .await
                    .unwrap()
            });
        }
        assert_eq!(calls.join_all().await.len(), 50);
    })
    .await;
    let calls = "  call\n    GET\n".repeat(50);
    recording.trace.assert_shape(&format!("test\n{calls}"));
}
