//! A route that is marked idempotent: every way in which a request fails, over the wire.

#![allow(clippy::unwrap_used)]

mod common;

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get as on_get, post};
use common::{get, record, send, serve, text};
use http::{Request, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tower::ServiceBuilder;
use trace_runtime::{TraceContract, Trust, traced};
use trace_testing::Caller;
use trace_tower::{Inbound, Rollback, TraceLayer};

/// Money at a bank, and what was registered.
#[derive(Clone, Default)]
struct Bank {
    charged: Arc<AtomicI64>,
    charges: Arc<AtomicU64>,
    refunds: Arc<AtomicU64>,
    /// What has come so far that it waits.
    waiting: Arc<AtomicU64>,
}

#[traced]
impl Bank {
    async fn charge(&self, cx: &TraceContract) {
        cx.set_attribute("cents", 7);
        self.charged.fetch_add(7, Ordering::SeqCst);
        self.charges.fetch_add(1, Ordering::SeqCst);
    }

    async fn refund(&self, cx: &TraceContract) {
        cx.set_attribute("cents", 7);
        self.charged.fetch_sub(7, Ordering::SeqCst);
        self.refunds.fetch_add(1, Ordering::SeqCst);
    }
}

impl Bank {
    async fn wait_for_refunds(&self, count: u64) {
        for _ in 0..2_000 {
            if self.refunds.load(Ordering::SeqCst) >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!(
            "{} refunds, not {count}",
            self.refunds.load(Ordering::SeqCst)
        );
    }
}

#[traced]
async fn pay(
    cx: Inbound,
    rollback: Rollback,
    State(bank): State<Bank>,
    Path(end): Path<String>,
) -> Response {
    if end == "nothing" {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    bank.charge(cx).await;
    let refunds = bank.clone();
    rollback.compensate(cx, "undo charge", async move |cx| refunds.refund(cx).await);
    match end.as_str() {
        "works" => StatusCode::CREATED.into_response(),
        "moved" => StatusCode::SEE_OTHER.into_response(),
        "refused" => StatusCode::CONFLICT.into_response(),
        "breaks" => StatusCode::BAD_GATEWAY.into_response(),
        "grpc" => ([("grpc-status", "13")], "").into_response(),
        "partial" => {
            rollback.compensate(cx, "release", async |_cx| Err::<(), _>("no such seat"));
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        "panics" => panic!("on purpose"),
        _ => {
            bank.waiting.fetch_add(1, Ordering::SeqCst);
            pending().await
        }
    }
}

#[traced]
async fn unmarked(cx: Inbound, rollback: Rollback) {
    rollback.compensate(cx, "never", async |_cx| ());
}

fn app(bank: Bank) -> Router {
    Router::new()
        .route("/pay/{end}", post(pay))
        .route("/unmarked", on_get(unmarked))
        .layer(TraceLayer::new(Trust::Continue).idempotent("/pay/{end}"))
        .with_state(bank)
}

fn request(end: &str) -> Request<Body> {
    let request = Request::post(format!("/pay/{end}"));
    request.body(Body::empty()).expect("it is a request")
}

#[tokio::test]
async fn success_keeps_what_was_done() {
    record();
    for (end, status) in [("works", 201), ("moved", 303)] {
        let bank = Bank::default();
        let answer = send(app(bank.clone()), request(end)).await;
        assert_eq!((answer.status, answer.header("x-rollback")), (status, None));
        assert_eq!(bank.charged.load(Ordering::SeqCst), 7);
        assert_eq!(text(&answer.server_span(), "rollback.outcome"), None);
    }
}

#[tokio::test]
async fn an_answer_that_refuses_waits_until_all_is_undone() {
    record();
    for (end, status, outcome) in [
        ("refused", 409, "complete"),
        ("breaks", 502, "complete"),
        ("grpc", 200, "complete"),
        ("partial", 500, "partial"),
    ] {
        let bank = Bank::default();
        let answer = send(app(bank.clone()), request(end)).await;
        assert_eq!(answer.status, status, "{end}");
        assert_eq!(answer.header("x-rollback"), Some(outcome), "{end}");
        assert_eq!(bank.charged.load(Ordering::SeqCst), 0, "{end}");
        let span = answer.server_span();
        assert_eq!(text(&span, "rollback.outcome").as_deref(), Some(outcome));
    }
    let answer = send(app(Bank::default()), request("nothing")).await;
    assert_eq!(answer.header("x-rollback"), Some("none"));
}

#[tokio::test]
async fn the_trace_shows_the_step_and_what_undid_it() {
    record();
    let answer = send(app(Bank::default()), request("breaks")).await;
    answer
        .trace()
        .only_attributes(&["rollback.outcome"])
        .assert_tree(
            "
        POST /pay/{end} (server) rollback.outcome=complete [error]
          pay
            charge
            undo charge
              refund
        ",
        );
}

#[tokio::test]
async fn a_client_that_hangs_up_is_undone() {
    record();
    let bank = Bank::default();
    let address = serve(app(bank.clone())).await;
    let caller = Caller::new();
    let mut stream = post_to(address, "hangs", Some(&caller)).await;
    wait_until(|| bank.waiting.load(Ordering::SeqCst) == 1).await;
    stream.shutdown().await.expect("the stream is open");
    drop(stream);
    bank.wait_for_refunds(1).await;
    assert_eq!(bank.charged.load(Ordering::SeqCst), 0);

    let trace = common::trace(caller.trace_id());
    let span = common::server_span(&trace);
    assert_eq!(text(&span, "rollback.outcome").as_deref(), Some("complete"));
    assert!(trace.find("undo charge").is_some(), "{trace}");
}

#[tokio::test]
async fn a_panic_is_undone() {
    record();
    let bank = Bank::default();
    let address = serve(app(bank.clone())).await;
    let mut stream = post_to(address, "panics", None).await;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("it is closed");
    assert!(answer.is_empty());
    bank.wait_for_refunds(1).await;
}

const QUICK: Duration = Duration::from_millis(50);

async fn within_limit(request: Request<Body>, next: Next) -> Response {
    let answer = tokio::time::timeout(QUICK, next.run(request)).await;
    answer.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response())
}

/// A timeout inside of the layer drops the handler and answers; one outside drops all.
#[tokio::test]
async fn a_timeout_is_undone_on_either_side_of_the_layer() {
    record();
    let bank = Bank::default();
    let inside = Router::new()
        .route("/pay/{end}", post(pay))
        .layer(axum::middleware::from_fn(within_limit))
        .layer(TraceLayer::new(Trust::Restart).idempotent("/pay/{end}"))
        .with_state(bank.clone());
    let answer = send(inside, request("hangs")).await;
    assert_eq!(
        (answer.status, answer.header("x-rollback")),
        (408, Some("complete"))
    );
    assert_eq!(bank.refunds.load(Ordering::SeqCst), 1);

    let outside = ServiceBuilder::new().service(app(bank.clone()));
    let sent = tower::ServiceExt::oneshot(outside, request("hangs"));
    assert!(tokio::time::timeout(QUICK, sent).await.is_err());
    bank.wait_for_refunds(2).await;
}

#[tokio::test]
async fn a_handler_on_another_route_is_told() {
    record();
    let answer = send(app(Bank::default()), get("/unmarked")).await;
    assert_eq!(answer.status, 500);
    assert!(
        answer.body.starts_with("ROLLBACK_SCOPE_MISSING"),
        "{}",
        answer.body
    );
}

/// Many at once, ending in every way: as many refunds as failed charges, and no more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_load_effects_and_their_undoing_are_equal() {
    record();
    const ROUNDS: usize = 50;
    let bank = Bank::default();
    let address = serve(app(bank.clone())).await;
    let ends = ["works", "refused", "breaks", "partial", "panics", "hangs"];
    let mut requests = tokio::task::JoinSet::new();
    for round in 0..ROUNDS {
        for end in ends {
            #[expect(clippy::disallowed_methods, reason = "callers without a trace")]
            requests.spawn(async move {
                let mut stream = post_to(address, end, None).await;
                if end == "hangs" {
                    // Hung up on at any moment, also before the handler runs.
                    tokio::time::sleep(Duration::from_millis(round as u64 % 20)).await;
                } else {
                    let mut answer = Vec::new();
                    let _ = stream.read_to_end(&mut answer).await;
                }
            });
        }
    }
    while let Some(done) = requests.join_next().await {
        done.expect("a caller does not panic");
    }
    let works = ROUNDS as u64;
    wait_until(|| {
        let charges = bank.charges.load(Ordering::SeqCst);
        bank.refunds.load(Ordering::SeqCst) == charges - works
            && bank.charged.load(Ordering::SeqCst) == 7 * works as i64
    })
    .await;
}

async fn post_to(address: SocketAddr, end: &str, caller: Option<&Caller>) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let trace = caller.map_or_else(String::new, |caller| {
        format!("traceparent: {}\r\n", caller.traceparent())
    });
    let head = format!(
        "POST /pay/{end} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{trace}\
         content-length: 0\r\n\r\n"
    );
    let sent = stream.write_all(head.as_bytes()).await;
    sent.expect("the stream is open");
    stream
}

async fn wait_until(mut reached: impl FnMut() -> bool) {
    for _ in 0..4_000 {
        if reached() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(reached(), "it was not so after 20 seconds");
}
