//! The end of the process stops requests on idempotent routes, and undoes them. In a
//! process of its own: there is one end.

#![allow(clippy::unwrap_used)]

mod common;

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::post;
use common::{record, text};
use http::Request;
use tower::ServiceExt as _;
use trace_runtime::{Trust, traced};
use trace_tower::{Inbound, Rollback, TraceLayer};

#[derive(Clone, Default)]
struct Seat {
    reserved: Arc<AtomicBool>,
}

#[traced]
async fn reserve(cx: Inbound, rollback: Rollback, State(seat): State<Seat>) {
    seat.reserved.store(true, Ordering::SeqCst);
    let seat = seat.clone();
    rollback.compensate(cx, "release", async move |_cx| {
        seat.reserved.store(false, Ordering::SeqCst);
    });
    pending::<()>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_hangs_is_undone_and_answered() {
    record();
    let seat = Seat::default();
    let app = Router::new()
        .route("/seats", post(reserve))
        .layer(TraceLayer::new(Trust::Restart).idempotent("/seats"))
        .with_state(seat.clone());
    let request = Request::post("/seats").body(Body::empty());
    #[expect(clippy::disallowed_methods, reason = "a caller without a trace")]
    let answer = tokio::spawn(app.oneshot(request.expect("it is a request")));
    while !seat.reserved.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }

    assert!(trace_rollback::shutdown(Duration::from_secs(10)).await);
    assert!(!seat.reserved.load(Ordering::SeqCst));
    let answer = answer.await.expect("it does not panic");
    let answer = answer.expect("a router does not fail");
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["x-rollback"], "complete");
    let trace = answer.headers()["x-trace-id"].to_str().expect("it is text");
    let trace = common::trace(trace.parse().expect("it is an id"));
    let span = common::server_span(&trace);
    assert_eq!(text(&span, "rollback.outcome").as_deref(), Some("complete"));
}
