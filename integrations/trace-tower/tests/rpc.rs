//! Spans of gRPC calls, by a layer that tells them as such.

#![allow(clippy::unwrap_used)]

mod common;

use std::convert::Infallible;
use std::future::{Future, pending};
use std::net::SocketAddr;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use common::{record, trace};
use http::{HeaderMap, HeaderValue, Request, Response};
use http_body_util::{BodyExt, Empty, Full, StreamBody, combinators::UnsyncBoxBody};
use tower::{Layer, Service, ServiceExt, service_fn};
use trace_runtime::Trust;
use trace_testing::Caller;
use trace_tower::{Rpc, TraceLayer};

type Body = UnsyncBoxBody<&'static [u8], Infallible>;

const PEER: ([u8; 4], u16) = ([192, 0, 2, 7], 4711);

fn layer() -> TraceLayer {
    let peer = |_: &_| Some(SocketAddr::from(PEER));
    let rpc = Rpc::new().peer(peer).timeout(Duration::from_secs(3600));
    TraceLayer::new(Trust::Continue).rpc(rpc)
}

/// A call in a trace that is known beforehand.
fn call(path: &str, timeout: Option<&str>) -> (Caller, Request<()>) {
    record();
    let caller = Caller::new();
    let mut request = Request::post(format!("http://shop.example:50051{path}"))
        .header("content-type", "application/grpc")
        .header("traceparent", caller.traceparent());
    if let Some(timeout) = timeout {
        request = request.header("grpc-timeout", timeout);
    }
    (caller, request.body(()).unwrap())
}

/// The span of a call that is answered with this.
async fn answered(path: &str, answer: fn() -> Response<Body>) -> String {
    let (caller, request) = call(path, None);
    let service = service_fn(move |_: Request<()>| async move { Ok::<_, Infallible>(answer()) });
    let response = layer().layer(service).oneshot(request).await.unwrap();
    response.into_body().collect().await.unwrap();
    trace(caller.trace_id()).to_string()
}

fn grpc(status: Option<&str>, body: Body) -> Response<Body> {
    let mut answer = Response::builder().header("content-type", "application/grpc");
    if let Some(status) = status {
        answer = answer.header("grpc-status", status);
    }
    answer.body(body).unwrap()
}

#[tokio::test]
async fn a_call_has_the_names_of_calls() {
    let span = answered("/shop.Orders/Place", || {
        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-status", HeaderValue::from_static("0"));
        let body = Full::new(&b"12345"[..]).with_trailers(async move { Some(Ok(trailers)) });
        grpc(None, body.boxed_unsync())
    })
    .await;
    assert_eq!(
        span.trim(),
        "shop.Orders/Place (server) client.address=192.0.2.7 network.peer.address=192.0.2.7 \
         network.peer.port=4711 rpc.method=shop.Orders/Place \
         rpc.response.status_code=OK rpc.system.name=grpc server.address=shop.example \
         server.port=50051"
    );
}

#[tokio::test]
async fn what_there_is_not_is_in_no_name() {
    let span = answered("/shop.Orders/DropTables", || {
        grpc(Some("12"), Empty::new().boxed_unsync())
    })
    .await;
    assert!(
        span.starts_with("grpc (server)")
            && span.contains(" rpc.method=_OTHER rpc.method_original=shop.Orders/DropTables ")
            && span.contains("error.type=UNIMPLEMENTED"),
        "{span}"
    );
}

#[tokio::test]
async fn a_body_without_trailers_is_an_error() {
    let span = answered("/shop.Orders/Watch", || {
        let frames = Vec::from([Ok(http_body::Frame::data(&b"12345"[..]))]);
        let body = StreamBody::new(futures_util::stream::iter(frames));
        grpc(None, body.boxed_unsync())
    })
    .await;
    assert!(span.contains("error.type=grpc_status_missing"), "{span}");
}

#[tokio::test]
async fn other_requests_are_those_of_http() {
    let (caller, mut request) = call("/metrics", None);
    request.headers_mut().remove("content-type");
    let service = service_fn(async |_: Request<()>| {
        Ok::<_, Infallible>(Response::new(Empty::<&[u8]>::new()))
    });
    layer().layer(service).oneshot(request).await.unwrap();
    let span = trace(caller.trace_id()).to_string();
    assert!(span.starts_with("POST (server)"), "{span}");
    assert!(span.contains("url.path=/metrics"), "{span}");
}

/// The span of a call whose handler is dropped.
fn dropped(timeout: Option<&str>) -> String {
    let (caller, request) = call("/shop.Orders/Place", timeout);
    let never = service_fn(|_: Request<()>| pending::<Result<Response<Body>, Infallible>>());
    let mut service = layer().layer(never);
    {
        let answer = pin!(service.call(request));
        assert!(
            answer
                .poll(&mut Context::from_waker(Waker::noop()))
                .is_pending()
        );
    }
    let attributes = ["rpc.response.status_code", "error.type"];
    let trace = trace(caller.trace_id()).only_attributes(&attributes);
    trace.to_string().trim().to_owned()
}

#[test]
fn a_handler_that_is_dropped_as_its_time_has_passed_is_an_error() {
    assert_eq!(
        dropped(Some("0n")),
        "shop.Orders/Place (server) error.type=DEADLINE_EXCEEDED \
         rpc.response.status_code=DEADLINE_EXCEEDED [error] [cancelled]"
    );
    assert_eq!(
        dropped(Some("1H")),
        "shop.Orders/Place (server) [cancelled]"
    );
    assert_eq!(dropped(None), "shop.Orders/Place (server) [cancelled]");
}

#[tokio::test]
async fn health_checks_leave_nothing() {
    for (rpc, spans) in [
        (Rpc::new(), 0),
        (Rpc::new().traced("grpc.health.v1.Health"), 1),
    ] {
        let (caller, request) = call("/grpc.health.v1.Health/Check", None);
        let service = service_fn(async |_: Request<()>| {
            Ok::<_, Infallible>(grpc(Some("0"), Empty::new().boxed_unsync()))
        });
        let layer = TraceLayer::new(Trust::Continue).rpc(rpc);
        layer.layer(service).oneshot(request).await.unwrap();
        trace_runtime::flush(Duration::from_secs(10)).unwrap();
        let trace = trace_testing::trace_so_far(caller.trace_id());
        assert_eq!(trace.spans().len(), spans);
    }
}
