//! The HTTP face: what comes in, what goes out.

use axum::Json;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};
use trace_runtime::traced;
use trace_tower::{Inbound, TraceLayer, trust_loopback};

use crate::App;
use crate::error::PaymentError;
use crate::json::Body;
use crate::ledger::Payment;
use crate::order::NewPayment;
use crate::{bank, conformance, metrics};

const MAX_BODY_BYTES: usize = 64 * 1024;

/// All routes, with the layer that traces them.
pub(crate) fn router(app: App) -> Router {
    Router::new()
        .route("/payments", post(create))
        .route("/payments/{id}", get(show))
        .route("/bank/charge", post(bank::charge))
        .route("/test", post(conformance::test))
        .route("/health", get(health))
        .route("/metrics", get(metrics::metrics))
        .fallback(async || PaymentError::NoRoute)
        .method_not_allowed_fallback(async || PaymentError::Method)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        // Last, so that it is around all of them and knows the route.
        .layer(
            TraceLayer::with_trust(trust_loopback)
                .untraced("/health")
                .untraced("/metrics"),
        )
        .with_state(app)
}

#[traced(name = "create payment")]
async fn create(
    cx: Inbound,
    State(app): State<App>,
    Body(new): Body<NewPayment>,
) -> Result<impl IntoResponse, PaymentError> {
    let paid = match new.try_into() {
        Ok(order) => app.pay(cx, order).await,
        Err(error) => Err(error),
    };
    match &paid {
        Ok(_) => app.metrics.made(),
        Err(error) => app.metrics.refused(error.code()),
    }
    let payment = paid?;
    let location = format!("/payments/{}", payment.id);
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(payment)))
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
