//! Counting a request allocates with the first of its kind, and never again.

#![allow(clippy::unwrap_used)]

use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use allocation_counter::measure;
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;
use tower::Service as _;
use trace_metrics::{Metrics, RequestDurations};
use trace_runtime::Trust;
use trace_tower::TraceLayer;

/// Allocations of so many requests, which are answered at once.
fn allocations(app: &mut Router, requests: u64) -> u64 {
    let make = |_| Request::get("/orders/7").body(Body::empty()).unwrap();
    let requests: Vec<_> = (0..requests).map(make).collect();
    let counted = measure(|| {
        for request in requests {
            let mut task = Context::from_waker(Waker::noop());
            let mut answer = pin!(app.call(request));
            assert!(matches!(
                answer.as_mut().poll(&mut task),
                Poll::Ready(Ok(_))
            ));
        }
    });
    counted.count_total
}

fn app(layer: TraceLayer) -> Router {
    Router::new()
        .route("/orders/{id}", get(async || "an order"))
        .layer(layer)
}

#[test]
fn a_request_that_is_counted_allocates_no_more_than_one_that_is_not() {
    let durations = RequestDurations::new();
    let layer = TraceLayer::new(Trust::Restart);
    let mut plain = app(layer.clone());
    let mut counted = app(layer.on_served(durations.observer()));
    for app in [&mut plain, &mut counted] {
        allocations(app, 2);
    }
    let without = allocations(&mut plain, 100);
    let with = allocations(&mut counted, 100);
    assert_eq!(with, without);

    // Nothing of this process is recorded, so there is no trace that could be named.
    let page = Metrics::new().source(durations).collect().to_openmetrics();
    assert!(
        page.contains("http_route=\"/orders/{id}\"} 102\n"),
        "{page}"
    );
    assert!(!page.contains(" # {"), "{page}");
}
