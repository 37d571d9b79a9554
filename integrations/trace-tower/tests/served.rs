//! What is told of a request that was served.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get as on_get;
use common::{get, record};
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use trace_runtime::Trust;
use trace_tower::TraceLayer;

type Told = Arc<Mutex<Vec<String>>>;

fn app() -> (Router, Told) {
    record();
    let told = Told::default();
    let tell = Arc::clone(&told);
    let layer = TraceLayer::new(Trust::Restart)
        .untraced("/health")
        .on_served(move |served| {
            let line = format!(
                "{} {} {}{}",
                served.method,
                served.route.unwrap_or("-"),
                served
                    .status
                    .map_or("-".to_owned(), |it| it.as_u16().to_string()),
                if served.span.is_some() {
                    " recorded"
                } else {
                    ""
                },
            );
            tell.lock().unwrap().push(line);
            assert_ne!(
                served.status,
                Some(StatusCode::IM_A_TEAPOT),
                "an observer's bug"
            );
        });
    let app = Router::new()
        .route("/orders/{id}", on_get(async || "an order"))
        .route(
            "/bug",
            on_get(async || -> &str { panic!("a handler's bug") }),
        )
        .route("/never", on_get(std::future::pending::<&str>))
        .route("/tea", on_get(async || StatusCode::IM_A_TEAPOT))
        .route("/health", on_get(async || "ok"))
        .layer(layer);
    (app, told)
}

fn told(told: &Told) -> Vec<String> {
    std::mem::take(&mut told.lock().unwrap())
}

#[tokio::test]
async fn a_request_is_told_of_once_when_its_body_has_ended() {
    let (app, log) = app();
    let answer = app.clone().oneshot(get("/orders/7")).await.unwrap();
    assert!(told(&log).is_empty());
    answer.into_body().collect().await.unwrap();
    assert_eq!(told(&log), ["GET /orders/{id} 200 recorded"]);

    drop(app.clone().oneshot(get("/nowhere")).await.unwrap());
    assert_eq!(told(&log), ["GET - 404 recorded"]);
    let brew = Request::builder().method(Method::from_bytes(b"BREW").unwrap());
    let brew = brew.uri("/orders/7").body(Body::empty()).unwrap();
    drop(app.clone().oneshot(brew).await.unwrap());
    assert_eq!(told(&log), ["_OTHER /orders/{id} 405 recorded"]);
    drop(app.oneshot(get("/health")).await.unwrap());
    assert!(told(&log).is_empty());
}

#[tokio::test]
async fn one_that_got_no_answer_is_told_of_too() {
    let (app, log) = app();
    let never = app.clone().oneshot(get("/never"));
    tokio::time::timeout(Duration::ZERO, never)
        .await
        .unwrap_err();
    assert_eq!(told(&log), ["GET /never - recorded"]);
    #[expect(
        clippy::disallowed_methods,
        reason = "a connection's task, without a trace"
    )]
    tokio::spawn(app.oneshot(get("/bug"))).await.unwrap_err();
    assert_eq!(told(&log), ["GET /bug - recorded"]);
}

#[tokio::test]
async fn a_panic_of_the_observer_is_not_heard() {
    let (app, log) = app();
    let answer = app.oneshot(get("/tea")).await.unwrap();
    answer.into_body().collect().await.unwrap();
    assert_eq!(told(&log), ["GET /tea 418 recorded"]);
}
