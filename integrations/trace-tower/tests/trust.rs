//! Who may continue a trace, and what hostile headers come to.

#![allow(clippy::unwrap_used)]

mod common;

use std::net::SocketAddr;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::get as on_get;
use common::{Answer, get, record, send, serve, text};
use http::HeaderValue;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use trace_runtime::stats::Counter;
use trace_runtime::{Trust, stats, traced};
use trace_testing::Caller;
use trace_tower::{Inbound, TraceLayer, trust_loopback};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN: &str = "00f067aa0ba902b7";

fn app(layer: TraceLayer) -> Router {
    record();
    Router::new().route("/", on_get(baggage)).layer(layer)
}

#[traced]
async fn baggage(cx: Inbound) -> String {
    cx.baggage().get("tenant").unwrap_or_default().into_owned()
}

async fn call(layer: TraceLayer, headers: &[(&'static str, &str)]) -> Answer {
    let mut request = get("/");
    for (name, value) in headers {
        request
            .headers_mut()
            .append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    let peer: SocketAddr = "127.0.0.1:4000".parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    send(app(layer), request).await
}

fn parent() -> String {
    format!("00-{TRACE}-{SPAN}-01")
}

#[tokio::test]
async fn a_trusted_caller_continues_its_trace() {
    let caller = Caller::new();
    let headers = [
        ("traceparent", &*caller.traceparent()),
        ("tracestate", "a=1"),
        ("tracestate", "b=2"),
        ("baggage", "tenant=acme"),
    ];
    let answer = call(TraceLayer::new(Trust::Continue), &headers).await;
    assert_eq!(answer.trace_id(), caller.trace_id());
    assert_eq!(answer.body, "acme");
    let span = answer.server_span();
    assert!(span.parent_is_remote);
    assert_eq!(span.parent_span_id, Some(caller.span_id()));
    assert_eq!(span.trace_state, "a=1,b=2");
}

#[tokio::test]
async fn a_public_caller_gets_a_new_trace_that_links_to_its_own() {
    let headers = [
        ("traceparent", &*parent()),
        ("baggage", "tenant=acme"),
        ("x-correlation-id", "basket-9"),
    ];
    let answer = call(TraceLayer::new(Trust::Restart), &headers).await;
    assert_ne!(answer.trace_id().to_string(), TRACE);
    assert_eq!(answer.body, "");
    assert_eq!(answer.header("x-correlation-id"), Some("basket-9"));
    let span = answer.server_span();
    assert_eq!(span.parent_span_id, None);
    assert_eq!(span.links[0].trace_id.to_string(), TRACE);
    assert_eq!(span.links[0].span_id.to_string(), SPAN);
}

#[tokio::test]
async fn trust_can_be_decided_by_request() {
    let layer = || TraceLayer::with_trust(trust_loopback);
    let local = call(layer(), &[("traceparent", &parent())]).await;
    assert_eq!(local.trace_id().to_string(), TRACE);

    let mut request = get("/");
    request
        .headers_mut()
        .insert("traceparent", parent().parse().unwrap());
    // Whose peer is not known, is restarted, and counted: nobody meant that.
    let counted = || stats().counter(Counter::PeerUnknown);
    let before = counted();
    let unknown = send(app(layer()), request).await;
    assert_ne!(unknown.trace_id().to_string(), TRACE);
    assert_eq!(counted() - before, 1);
}

#[tokio::test]
async fn a_public_caller_cannot_switch_recording_off() {
    let unsampled = format!("00-{TRACE}-{SPAN}-00");
    let answer = call(
        TraceLayer::new(Trust::Restart),
        &[("traceparent", &unsampled)],
    )
    .await;
    assert_eq!(answer.trace().spans().len(), 2);
    let answer = call(TraceLayer::new(Trust::Restart), &[("b3", "0")]).await;
    assert_eq!(answer.trace().spans().len(), 2);
}

#[tokio::test]
async fn other_formats_are_understood() {
    let b3 = format!("{TRACE}-{SPAN}-1");
    let answer = call(TraceLayer::new(Trust::Continue), &[("b3", &b3)]).await;
    assert_eq!(answer.trace_id().to_string(), TRACE);
    let plain = [
        ("x-trace-id", TRACE),
        ("x-span-id", SPAN),
        ("x-sampled", "1"),
    ];
    let answer = call(TraceLayer::new(Trust::Continue), &plain).await;
    assert_eq!(answer.trace_id().to_string(), TRACE);
}

#[tokio::test]
async fn a_repeated_traceparent_begins_a_new_trace() {
    let headers = [("traceparent", &*parent()), ("traceparent", &parent())];
    let answer = call(TraceLayer::new(Trust::Continue), &headers).await;
    assert_ne!(answer.trace_id().to_string(), TRACE);
    assert!(answer.server_span().links.is_empty());
}

/// Writes raw bytes, as no well-meant client would.
async fn raw(address: SocketAddr, headers: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n")
        .await
        .unwrap();
    // The server may refuse before it has read everything.
    let _ = stream.write_all(headers).await;
    let _ = stream.write_all(b"\r\n").await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn hostile_headers_cost_their_sender_a_trace_and_nobody_a_request() {
    let address = serve(app(TraceLayer::new(Trust::Continue))).await;
    let long = "x".repeat(8 * 1024);
    let cases: [(&str, Vec<u8>); 9] = [
        (
            "not text",
            b"traceparent: \xff\xfe\xfd\r\nbaggage: a=\xc3\x28\r\n".to_vec(),
        ),
        (
            "oversized",
            format!("traceparent: {long}\r\ntracestate: {long}\r\nbaggage: a={long}\r\n").into(),
        ),
        (
            "many lines of baggage",
            "baggage: a=1\r\n".repeat(80).into(),
        ),
        (
            "many lines of traceparent",
            format!("traceparent: {}\r\n", parent()).repeat(60).into(),
        ),
        (
            "long request id",
            format!("x-request-id: {long}\r\n").into(),
        ),
        (
            "signs",
            format!("traceparent: 00-+{}-{SPAN}-01\r\n", &TRACE[1..]).into(),
        ),
        (
            "zeros",
            format!("traceparent: 00-{}-{SPAN}-01\r\n", "0".repeat(32)).into(),
        ),
        ("hostile agent", b"user-agent: \xff<script>\r\n".to_vec()),
        (
            "escapes",
            b"x-correlation-id: \x1b[31m\r\nb3: \t,,-,\r\n".to_vec(),
        ),
    ];
    for (case, headers) in cases {
        let answer = raw(address, &headers).await;
        let refused = answer.starts_with("HTTP/1.1 400");
        assert!(
            answer.starts_with("HTTP/1.1 200") || refused,
            "{case}: {answer}"
        );
        assert!(
            !answer.contains(TRACE) && !answer.contains("xxxx"),
            "{case}: {answer}"
        );
    }
    // 500 lines: hyper answers 431 by itself, and the service stays up.
    let many = raw(address, "baggage: a=1\r\n".repeat(500).as_bytes()).await;
    assert!(
        many.is_empty() || many.starts_with("HTTP/1.1 431"),
        "{many}"
    );
    assert!(raw(address, b"").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn five_hundred_lines_are_one_list_with_one_limit() {
    let headers: Vec<_> = std::iter::repeat_n(("baggage", "tenant=acme"), 5_000).collect();
    let answer = call(TraceLayer::new(Trust::Continue), &headers).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, "", "more than 8 KiB is discarded");
    let span = answer.server_span();
    assert_eq!(
        text(&span, "http.response.status_code").as_deref(),
        Some("200")
    );
}
