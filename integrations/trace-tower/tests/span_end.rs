//! When and how a server span ends.

#![allow(clippy::unwrap_used)]

mod common;

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::mpsc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::get as on_get;
use common::{get, record, server_span, text, trace};
use http::{Request, Response};
use http_body::Frame;
use http_body_util::BodyExt;
use tower::{Layer, Service, ServiceExt};
use trace_runtime::exporter::{FinishedSpan, SpanStatus};
use trace_runtime::{TraceId, Trust, traced};
use trace_tower::{Inbound, TraceLayer};

/// A body of so many frames, then an error, a panic, or the end.
struct Frames {
    left: usize,
    then: Then,
}

#[derive(Clone, Copy)]
enum Then {
    End,
    Fail,
    Panic,
}

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        // Spans opened by a body are children of the server span.
        let current = trace_runtime::current().expect("a body is polled in its span");
        current.open_sync("frame", |_| {});
        if self.left > 0 {
            self.left -= 1;
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"12345")))));
        }
        match self.then {
            Then::End => Poll::Ready(None),
            Then::Fail => Poll::Ready(Some(Err(std::io::Error::other("disk gone")))),
            Then::Panic => panic!("body bug"),
        }
    }
}

fn app(then: Then) -> Router {
    record();
    Router::new()
        .route(
            "/body",
            on_get(move || async move { Response::new(Body::new(Frames { left: 2, then })) }),
        )
        .route("/empty", on_get(|| async {}))
        .route("/text", on_get(|| async { "text" }))
        .route("/panic", on_get(panicking))
        .route("/slow", on_get(slow))
        .layer(TraceLayer::new(Trust::Continue))
}

#[traced]
async fn panicking(cx: Inbound) {
    panic!("handler bug in {}", cx.trace_id());
}

#[traced]
async fn slow(cx: Inbound) {
    let _ = &cx;
    tokio::time::sleep(Duration::from_secs(60)).await;
}

async fn respond(app: Router, request: Request<Body>) -> (TraceId, Response<Body>) {
    let response = app.oneshot(request).await.unwrap();
    let id = response.headers()["x-trace-id"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    (id, response)
}

/// A request whose trace is known beforehand.
fn known(path: &str) -> (TraceId, Request<Body>) {
    let id = TraceId::random();
    let mut request = get(path);
    let parent = format!("00-{id}-00000000000000aa-01").parse().unwrap();
    request.headers_mut().insert("traceparent", parent);
    (id, request)
}

fn is_open(id: TraceId) -> bool {
    !common::spans()
        .iter()
        .any(|span| span.trace_id == id && span.name.starts_with("GET"))
}

#[tokio::test]
async fn the_span_ends_with_the_body() {
    let (id, response) = respond(app(Then::End), get("/body")).await;
    assert!(is_open(id));
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body.len(), 10);
    let spans = trace(id);
    let span = server_span(&spans);
    assert_eq!(span.status(), SpanStatus::Unset);
    assert_eq!(
        text(&span, "http.response.body.size").as_deref(),
        Some("10")
    );
    let frames: Vec<&FinishedSpan> = spans.iter().filter(|span| span.name == "frame").collect();
    assert_eq!(frames.len(), 3);
    assert!(
        frames
            .iter()
            .all(|frame| frame.parent_span_id == Some(span.span_id))
    );
}

#[tokio::test]
async fn a_body_that_fails_is_an_error() {
    let (id, response) = respond(app(Then::Fail), get("/body")).await;
    response.into_body().collect().await.unwrap_err();
    let span = server_span(&trace(id));
    assert!(
        matches!(span.status(), SpanStatus::Error { .. }),
        "{:?}",
        span.status()
    );
    let event = span.event("exception").unwrap();
    assert!(
        event
            .attribute("exception.message")
            .unwrap()
            .to_string()
            .contains("disk gone")
    );
}

#[tokio::test]
async fn a_body_dropped_on_the_way_is_cancelled() {
    let (id, response) = respond(app(Then::End), get("/body")).await;
    let mut body = response.into_body();
    body.frame().await.unwrap().unwrap();
    drop(body);
    assert_eq!(server_span(&trace(id)).status(), SpanStatus::Cancelled);
}

#[tokio::test]
async fn a_body_that_panics_is_panicked() {
    let (id, response) = respond(app(Then::Panic), get("/body")).await;
    let read = tokio::spawn(response.into_body().collect()).await;
    assert!(read.unwrap_err().is_panic());
    let span = server_span(&trace(id));
    assert!(
        matches!(span.status(), SpanStatus::Panicked { .. }),
        "{:?}",
        span.status()
    );
}

#[tokio::test]
async fn a_body_of_known_length_needs_no_last_poll() {
    let (id, response) = respond(app(Then::End), get("/text")).await;
    let mut body = response.into_body();
    body.frame().await.unwrap().unwrap();
    drop(body); // as hyper does, after `content-length` bytes
    assert_eq!(server_span(&trace(id)).status(), SpanStatus::Unset);
}

#[tokio::test]
async fn a_response_without_a_body_is_complete_at_once() {
    let (id, response) = respond(app(Then::End), get("/empty")).await;
    assert_eq!(server_span(&trace(id)).status(), SpanStatus::Unset);
    drop(response);

    let mut request = get("/body");
    *request.method_mut() = http::Method::HEAD;
    let (id, response) = respond(app(Then::End), request).await;
    drop(response);
    assert_eq!(server_span(&trace(id)).status(), SpanStatus::Unset);
}

#[tokio::test]
async fn a_panic_is_seen_and_goes_on_unchanged() {
    let (id, request) = known("/panic");
    let panic = tokio::spawn(app(Then::End).oneshot(request))
        .await
        .unwrap_err();
    let message = panic.into_panic().downcast::<String>().unwrap();
    assert_eq!(*message, format!("handler bug in {id}"));

    let spans = trace(id);
    assert_eq!(spans.len(), 2, "{spans:?}");
    for span in &spans {
        assert!(
            matches!(span.status(), SpanStatus::Panicked { .. }),
            "{span:?}"
        );
    }
}

#[tokio::test]
async fn a_request_dropped_before_its_answer_is_cancelled() {
    let (id, request) = known("/slow");
    let answer = app(Then::End).oneshot(request);
    tokio::time::timeout(Duration::from_millis(20), answer)
        .await
        .unwrap_err();
    let spans = trace(id);
    assert_eq!(spans.len(), 2);
    let span = server_span(&spans);
    assert_eq!(span.status(), SpanStatus::Cancelled);
    assert_eq!(span.attribute("http.response.status_code"), None);
    assert_eq!(span.attribute("error.type"), None);
}

#[tokio::test]
async fn destructors_of_a_cancelled_handler_see_its_span() {
    struct Tell(mpsc::Sender<TraceId>);
    impl Drop for Tell {
        fn drop(&mut self) {
            if let Ok(current) = trace_runtime::current() {
                self.0.send(current.trace_id()).unwrap();
            }
        }
    }
    record();
    let (told, told_by) = mpsc::channel();
    let handler = move || {
        let tell = Tell(told.clone());
        async move {
            std::future::pending::<()>().await;
            drop(tell);
        }
    };
    let app = Router::new()
        .route("/", on_get(handler))
        .layer(TraceLayer::new(Trust::Continue));
    let (id, request) = known("/");
    tokio::time::timeout(Duration::from_millis(20), app.oneshot(request))
        .await
        .unwrap_err();
    assert_eq!(told_by.try_recv(), Ok(id));
}

#[tokio::test]
async fn a_service_that_fails_is_an_error() {
    record();
    let broken = tower::service_fn(
        async |_: Request<Body>| -> Result<Response<Body>, std::io::Error> {
            Err(std::io::Error::other("no route to host"))
        },
    );
    let (id, request) = known("/");
    let mut service = TraceLayer::new(Trust::Continue).layer(broken);
    service
        .ready()
        .await
        .unwrap()
        .call(request)
        .await
        .unwrap_err();
    let span = server_span(&trace(id));
    assert!(matches!(span.status(), SpanStatus::Error { .. }));
    assert_eq!(
        text(&span, "error.type").as_deref(),
        Some("std::io::error::Error")
    );
}

#[tokio::test]
async fn a_caught_panic_leaves_the_thread_clean() {
    let (id, request) = known("/panic");
    let service = app(Then::End).oneshot(request);
    let caught = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Handle::current();
        let caught = std::panic::catch_unwind(AssertUnwindSafe(|| runtime.block_on(service)));
        (caught.is_err(), trace_runtime::current().is_err())
    });
    assert_eq!(caught.await.unwrap(), (true, true));
    assert_eq!(trace(id).len(), 2);
}

#[tokio::test]
async fn a_layer_fits_any_error_and_body_type() {
    fn is_service<S: Service<Request<()>, Error = Infallible>>(_: &S) {}
    let plain =
        tower::service_fn(async |_: Request<()>| Ok::<_, Infallible>(Response::new(Body::empty())));
    let layered = TraceLayer::new(Trust::Restart).layer(plain);
    is_service(&layered);
    let answer = layered.oneshot(Request::new(())).await.unwrap();
    assert!(answer.headers().contains_key("x-trace-id"));
}
