//! When and how a server span ends.

#![expect(clippy::disallowed_methods, reason = "clients without a trace")]
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
use common::{get, record, trace};
use http::{Request, Response};
use http_body::Frame;
use http_body_util::BodyExt;
use tower::{Layer, Service, ServiceExt};
use trace_runtime::{TraceId, Trust, traced};
use trace_testing::Caller;
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
    let caller = Caller::new();
    let mut request = get(path);
    let parent = caller.traceparent().parse().unwrap();
    request.headers_mut().insert("traceparent", parent);
    (caller.trace_id(), request)
}

/// The trace is this, but for attributes.
fn check(id: TraceId, expected: &str) {
    trace(id).without_attributes(&["*"]).assert_tree(expected);
}

#[tokio::test]
async fn the_span_ends_with_the_body() {
    let (id, response) = respond(app(Then::End), get("/body")).await;
    assert!(trace_testing::trace_so_far(id).find("GET /body").is_none());
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body.len(), 10);
    trace(id)
        .only_attributes(&["http.response.body.size"])
        .assert_tree(
            "
            GET /body (server) http.response.body.size=10
              frame
              frame
              frame
            ",
        );
}

#[tokio::test]
async fn a_body_that_fails_is_an_error() {
    let (id, response) = respond(app(Then::Fail), get("/body")).await;
    response.into_body().collect().await.unwrap_err();
    check(
        id,
        "
        GET /body (server) [error]
          ! [..]: disk gone
          frame
          frame
          frame
        ",
    );
}

#[tokio::test]
async fn a_body_dropped_on_the_way_is_cancelled() {
    let (id, response) = respond(app(Then::End), get("/body")).await;
    let mut body = response.into_body();
    body.frame().await.unwrap().unwrap();
    drop(body);
    check(
        id,
        "
        GET /body (server) [cancelled]
          frame
        ",
    );
}

#[tokio::test]
async fn a_body_that_panics_is_panicked() {
    let (id, response) = respond(app(Then::Panic), get("/body")).await;
    let read = tokio::spawn(response.into_body().collect()).await;
    assert!(read.unwrap_err().is_panic());
    check(
        id,
        "
        GET /body (server) [panicked]
          ! panic: body bug (integrations/trace-tower/tests/span_end.rs:[..])
          frame
          frame
          frame
        ",
    );
}

#[tokio::test]
async fn a_body_of_known_length_needs_no_last_poll() {
    let (id, response) = respond(app(Then::End), get("/text")).await;
    let mut body = response.into_body();
    body.frame().await.unwrap().unwrap();
    drop(body); // as hyper does, after `content-length` bytes
    check(id, "GET /text (server)");
}

#[tokio::test]
async fn a_response_without_a_body_is_complete_at_once() {
    let (id, response) = respond(app(Then::End), get("/empty")).await;
    check(id, "GET /empty (server)");
    drop(response);

    let mut request = get("/body");
    *request.method_mut() = http::Method::HEAD;
    let (id, response) = respond(app(Then::End), request).await;
    drop(response);
    check(id, "HEAD /body (server)");
}

#[tokio::test]
async fn a_panic_is_seen_and_goes_on_unchanged() {
    let (id, request) = known("/panic");
    let panic = tokio::spawn(app(Then::End).oneshot(request))
        .await
        .unwrap_err();
    let message = panic.into_panic().downcast::<String>().unwrap();
    assert_eq!(*message, format!("handler bug in {id}"));

    check(
        id,
        "
        GET /panic (server) [panicked]
          panicking [panicked]
            ! panic: handler bug in [..] (integrations/trace-tower/tests/span_end.rs:[..])
        ",
    );
}

#[tokio::test]
async fn a_request_dropped_before_its_answer_is_cancelled() {
    let (id, request) = known("/slow");
    let answer = app(Then::End).oneshot(request);
    tokio::time::timeout(Duration::from_millis(20), answer)
        .await
        .unwrap_err();
    let trace = trace(id);
    let of_interest = ["http.response.status_code", "error.type"];
    trace.only_attributes(&of_interest).assert_tree(
        "
        GET /slow (server) [cancelled]
          slow [cancelled]
        ",
    );
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
    trace(id).only_attributes(&["error.type"]).assert_tree(
        "
        GET (server) error.type=std::io::error::Error [error]
          ! [..]: no route to host
        ",
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
    trace(id).assert_shape(
        "
        GET /panic
          panicking
        ",
    );
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
