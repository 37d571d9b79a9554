//! The HTTP face: what comes in, what goes out.

use axum::Json;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::time::timeout;
use trace_metrics::RequestDurations;
use trace_runtime::traced;
use trace_tower::{Inbound, Rollback, TraceLayer, trust_loopback};

use crate::App;
use crate::answer::Answer;
use crate::clock::REQUEST_LIMIT;
use crate::error::PaymentError;
use crate::idempotency::Key;
use crate::json::Body;
use crate::order::NewPayment;
use crate::records::Payment;
use crate::{conformance, metrics};

const MAX_BODY_BYTES: usize = 64 * 1024;

/// All routes, with the layer that traces them.
pub(crate) fn router(app: App) -> Router {
    let durations = RequestDurations::new();
    let metrics = metrics::all(&app.counts, &durations, &app.store);
    Router::new()
        .route("/payments", post(create))
        .route("/payments/{id}", get(show))
        .route("/test", post(conformance::test))
        .route("/health", get(health))
        .route("/metrics", trace_metrics::route(metrics))
        .fallback(async || PaymentError::NoRoute)
        .method_not_allowed_fallback(async || PaymentError::Method)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        // Last, so that it is around all of them and knows the route.
        .layer(
            TraceLayer::with_trust(trust_loopback)
                .idempotent("/payments")
                .on_served(durations.observer())
                .untraced("/health")
                .untraced("/metrics"),
        )
        .with_state(app)
}

/// What this does is undone if it fails, in whatever way: the route is marked idempotent.
#[traced(name = "create payment")]
async fn create(
    cx: Inbound,
    rollback: Rollback,
    State(app): State<App>,
    Key(key): Key,
    Body(new): Body<NewPayment>,
) -> Result<Answer, PaymentError> {
    let paid = match new.try_into() {
        Ok(order) => {
            let paid = timeout(REQUEST_LIMIT, app.pay(cx, &rollback, key, order)).await;
            paid.unwrap_or(Err(PaymentError::TooSlow))
        }
        Err(error) => Err(error),
    };
    match &paid {
        Ok(answer) if answer.is_new() => app.counts.made(),
        Ok(_) => {}
        Err(error) => app.counts.refused(error.code()),
    }
    paid
}

#[traced(name = "show payment")]
async fn show(
    cx: Inbound,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<Payment>, PaymentError> {
    app.find(cx, &id).await.map(Json)
}

async fn health() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}
