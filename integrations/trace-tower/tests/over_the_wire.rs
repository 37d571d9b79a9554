//! Every way a body can end, through a real server and in both versions of HTTP.

#![expect(clippy::disallowed_methods, reason = "clients without a trace")]
#![allow(clippy::unwrap_used)]

mod common;

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get as on_get;
use common::{record, serve, trace};
use http::{HeaderMap, HeaderValue, Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use trace_runtime::Trust;
use trace_testing::Caller;
use trace_tower::TraceLayer;

/// Frames, of which the server does not know how many there are.
struct Frames(std::vec::IntoIter<Frame<Bytes>>);

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

/// Two frames of data, then none until the client has left.
struct Endless(u8);

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0 += 1;
        match self.0 {
            1 | 2 => Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"data: x\n\n"))))),
            _ => Poll::Pending,
        }
    }
}

fn frames(trailers: Option<(&'static str, &'static str)>) -> Body {
    let data = |text: &'static str| Frame::data(Bytes::from(text));
    let mut all = vec![data("12345"), data("67")];
    if let Some((name, value)) = trailers {
        let trailers =
            HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_static(value))]);
        all.push(Frame::trailers(trailers));
    }
    Body::new(Frames(all.into_iter()))
}

fn grpc(trailers: Option<(&'static str, &'static str)>) -> Response<Body> {
    let answer = Response::builder().header("content-type", "application/grpc");
    answer.body(frames(trailers)).unwrap()
}

fn app() -> Router {
    record();
    let trailers_only = || async {
        let head = [("content-type", "application/grpc"), ("grpc-status", "5")];
        (head, Body::empty()).into_response()
    };
    Router::new()
        .route("/text", on_get(|| async { "text" }))
        .route("/empty", on_get(|| async { "" }))
        .route("/204", on_get(|| async { StatusCode::NO_CONTENT }))
        .route("/304", on_get(|| async { StatusCode::NOT_MODIFIED }))
        .route("/stream", on_get(|| async { frames(None) }))
        .route(
            "/trailers",
            on_get(|| async { frames(Some(("x-checksum", "9"))) }),
        )
        .route(
            "/grpc/ok",
            on_get(|| async { grpc(Some(("grpc-status", "0"))) }),
        )
        .route("/grpc/not-found", on_get(trailers_only))
        .route(
            "/grpc/internal",
            on_get(|| async { grpc(Some(("grpc-status", "13"))) }),
        )
        .route("/grpc/without-status", on_get(|| async { grpc(None) }))
        .route("/events", on_get(|| async { Body::new(Endless(0)) }))
        .layer(TraceLayer::new(Trust::Continue))
}

#[derive(Debug, Clone, Copy)]
enum Version {
    One,
    Two,
}

/// Sends a request on a connection of its own, which ends with what is returned.
async fn send(
    version: Version,
    address: std::net::SocketAddr,
    request: Request<Empty<Bytes>>,
) -> Response<Incoming> {
    let io = TokioIo::new(TcpStream::connect(address).await.unwrap());
    match version {
        Version::One => {
            let (mut sender, connection) = http1::handshake(io).await.unwrap();
            tokio::spawn(connection);
            sender.send_request(request).await.unwrap()
        }
        Version::Two => {
            let handshake = http2::handshake(TokioExecutor::new(), io);
            let (mut sender, connection) = handshake.await.unwrap();
            tokio::spawn(connection);
            sender.send_request(request).await.unwrap()
        }
    }
}

fn request(method: &str, path: &str, caller: &Caller) -> Request<Empty<Bytes>> {
    Request::builder()
        .method(method)
        .uri(format!("http://shop.example{path}"))
        .header("host", "shop.example")
        // Else HTTP/1.1 leaves them out.
        .header("te", "trailers")
        .header("traceparent", caller.traceparent())
        .body(Empty::new())
        .unwrap()
}

const ROWS: [(&str, &str, &str); 9] = [
    ("GET", "/text", "http.response.body.size=4"),
    ("HEAD", "/text", ""),
    ("GET", "/empty", "http.response.body.size=0"),
    ("GET", "/204", ""),
    ("GET", "/304", ""),
    ("GET", "/stream", "http.response.body.size=7"),
    ("GET", "/trailers", "http.response.body.size=7"),
    (
        "GET",
        "/grpc/ok",
        "http.response.body.size=7 rpc.response.status_code=OK",
    ),
    (
        "GET",
        "/grpc/not-found",
        "http.response.body.size=0 rpc.response.status_code=NOT_FOUND",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_were_sent_are_whole_with_their_size() {
    let address = serve(app()).await;
    for version in [Version::One, Version::Two] {
        for (method, path, expected) in ROWS {
            let caller = Caller::new();
            let response = send(version, address, request(method, path, &caller)).await;
            response.into_body().collect().await.unwrap();
            let shown = [
                "http.response.body.size",
                "rpc.response.status_code",
                "error.type",
                "cancelled",
            ];
            let trace = trace(caller.trace_id()).only_attributes(&shown);
            let line = trace.to_string();
            let end = line.split("(server)").nth(1).unwrap().trim();
            assert_eq!(end, expected, "{version:?}, {method} {path}: {line}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_failed_in_its_trailers_is_an_error() {
    let address = serve(app()).await;
    for version in [Version::One, Version::Two] {
        for (path, error) in [
            ("internal", "INTERNAL"),
            ("without-status", "grpc_status_missing"),
        ] {
            let caller = Caller::new();
            let path = format!("/grpc/{path}");
            let response = send(version, address, request("GET", &path, &caller)).await;
            response.into_body().collect().await.unwrap();
            let trace = trace(caller.trace_id());
            let span = common::server_span(&trace);
            assert!(span.status().is_error(), "{version:?}, {path}: {trace}");
            let said = common::text(&span, "error.type");
            assert_eq!(said.as_deref(), Some(error), "{version:?}, {path}: {trace}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_leaves_a_stream_of_events_is_no_error() {
    let address = serve(app()).await;
    for version in [Version::One, Version::Two] {
        let caller = Caller::new();
        let response = send(version, address, request("GET", "/events", &caller)).await;
        let mut body = response.into_body();
        body.frame().await.unwrap().unwrap();
        drop(body);
        let trace = trace(caller.trace_id());
        let span = common::server_span(&trace);
        assert!(!span.status().is_error(), "{version:?}: {trace}");
        assert!(span.is_cancelled(), "{version:?}: {trace}");
    }
}
