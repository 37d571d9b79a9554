//! The contract as handlers see it.

#![allow(clippy::unwrap_used)]

mod common;

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get as on_get;
use common::{get, record, send};
use trace_runtime::stats::Counter;
use trace_runtime::{Trust, stats, traced};
use trace_tower::{Inbound, TraceLayer};
use tracing::field::Field;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

#[traced]
async fn handler(cx: Inbound, Path(id): Path<u32>) -> String {
    let half = load(cx, id).await;
    tokio::task::yield_now().await;
    format!("{} {half}", cx.trace_id())
}

#[traced]
async fn load(cx: &trace_runtime::TraceContract, id: u32) -> u32 {
    cx.set_attribute("id", id);
    tokio::task::yield_now().await;
    id / 2
}

/// Not traced: opens by hand.
async fn by_hand(cx: Inbound) -> String {
    cx.open("by hand", async |cx| cx.trace_id().to_string())
        .await
}

fn app() -> Router {
    record();
    Router::new()
        .route("/items/{id}", on_get(handler))
        .route("/by-hand", on_get(by_hand))
        .layer(TraceLayer::new(Trust::Continue))
}

#[tokio::test]
async fn handlers_run_below_the_server_span() {
    let answer = send(app(), get("/items/8")).await;
    assert_eq!(answer.body, format!("{} 4", answer.trace_id()));
    answer.trace().assert_shape(
        "
        GET /items/{id}
          handler
            load
        ",
    );
}

/// Two middlewares, of which the outer one hands its contract inward.
#[tokio::test]
async fn a_middleware_is_the_parent_of_what_it_wraps() {
    use axum::extract::Request;
    use axum::middleware::{Next, from_fn};
    use axum::response::Response;

    #[traced]
    async fn outer(cx: Inbound, mut request: Request, next: Next) -> Response {
        Inbound::hand_inward(request.extensions_mut(), cx);
        next.run(request).await
    }

    #[traced]
    async fn keeps_it(cx: Inbound, request: Request, next: Next) -> Response {
        cx.add_event("seen", ());
        next.run(request).await
    }

    record();
    let app = Router::new()
        .route("/items/{id}", on_get(handler))
        .layer(from_fn(keeps_it))
        .layer(from_fn(outer))
        .layer(TraceLayer::new(Trust::Continue));
    let answer = send(app, get("/items/8")).await;
    answer.trace().assert_shape(
        "
        GET /items/{id}
          outer
            keeps_it
            handler
              load
        ",
    );
}

#[tokio::test]
async fn a_handler_may_open_its_contract_by_hand() {
    let answer = send(app(), get("/by-hand")).await;
    assert_eq!(answer.body, answer.trace_id().to_string());
    answer.trace().assert_shape(
        "
        GET /by-hand
          by hand
        ",
    );
}

#[tokio::test]
async fn the_contract_of_a_request_is_not_a_stale_one() {
    let before = stats().counter(Counter::StaleParent);
    send(app(), get("/items/8")).await;
    send(app(), get("/by-hand")).await;
    assert_eq!(stats().counter(Counter::StaleParent), before);
}

#[tokio::test]
async fn a_handler_says_which_of_its_errors_are_its_own() {
    fn ours<T>(returned: &Result<T, StatusCode>) -> Option<StatusCode> {
        let status = returned.as_ref().err().copied();
        status.filter(StatusCode::is_server_error)
    }

    #[traced]
    async fn plain(cx: Inbound) -> Result<String, StatusCode> {
        Err(StatusCode::NOT_FOUND)
    }

    #[traced(err = ours)]
    async fn judged(cx: Inbound, Path(status): Path<u16>) -> Result<String, StatusCode> {
        Err(StatusCode::from_u16(status).unwrap())
    }

    record();
    let app = Router::new()
        .route("/plain", on_get(plain))
        .route("/judged/{status}", on_get(judged))
        .layer(TraceLayer::new(Trust::Continue));
    let failed = async |path: &str, handler: &str| {
        let trace = send(app.clone(), get(path)).await.trace();
        let server = common::server_span(&trace).status().is_error();
        (server, trace.span(handler).status().is_error())
    };
    assert_eq!(failed("/plain", "plain").await, (false, true));
    assert_eq!(failed("/judged/404", "judged").await, (false, false));
    assert_eq!(failed("/judged/503", "judged").await, (true, true));
}

#[tokio::test]
async fn a_route_without_the_layer_is_served_in_a_trace_of_its_own() {
    record();
    let warnings = Warnings::default();
    let _heard = tracing::subscriber::set_default(warnings.clone());
    let before = stats().counter(Counter::ContextMissing);
    let app = Router::new()
        .route("/hidden/{id}", on_get(by_hand))
        .route("/items/{id}", on_get(handler));
    let answer = send(app.clone(), get("/items/8")).await;
    assert_eq!(answer.status, 200);
    let (id, half) = answer.body.split_once(' ').unwrap();
    assert_eq!(half, "4");
    let trace = common::trace(id.parse().unwrap());
    trace.assert_shape(
        "
        GET /items/{id}
          handler
            load
        ",
    );
    let server = common::server_span(&trace);
    assert_eq!(server.attribute("http.route"), Some(&"/items/{id}".into()));
    assert_eq!(server.attribute("cancelled"), None);
    assert_eq!(stats().counter(Counter::ContextMissing), before + 1);

    let by_hand = send(app, get("/hidden/8")).await;
    common::trace(by_hand.body.parse().unwrap()).assert_shape(
        "
        GET /hidden/{id}
          by hand
        ",
    );
    assert_eq!(stats().counter(Counter::ContextMissing), before + 2);
    let told = warnings.0.lock().unwrap().clone();
    assert_eq!(told.len(), 1, "once a minute: {told:?}");
    assert!(told[0].starts_with("TRACE_CONTEXT_MISSING: the handler of `GET /items/{id}` "));
}

/// What is written to the log of the server.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<String>>>);

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target().starts_with("trace_tower")
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = String::new();
        event.record(&mut |_: &Field, value: &dyn Debug| text += &format!("{value:?}"));
        self.0.lock().unwrap().push(text);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "clients without a trace")]
async fn concurrent_requests_keep_their_traces_apart() {
    let app = app();
    let requests: Vec<_> = (0..200_u32)
        .map(|id| tokio::spawn(send(app.clone(), get(&format!("/items/{id}")))))
        .collect();
    for (id, request) in requests.into_iter().enumerate() {
        let answer = request.await.unwrap();
        assert_eq!(answer.body, format!("{} {}", answer.trace_id(), id / 2));
        let handler = answer.trace().subtree("handler");
        handler.assert_tree(&format!("handler\n  load id={id}"));
    }
}
