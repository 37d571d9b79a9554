//! Says who a customer is.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Router, middleware};
use trace_runtime::{TraceContract, traced};
use trace_tower::{Inbound, TraceLayer, trust_loopback};

use super::fault::{self, Fault};
use super::serve::Service;
use crate::Failed;
use crate::config::{Role, Settings};

pub(super) async fn start(_cx: &TraceContract, settings: &Settings) -> Result<Service, Failed> {
    let fault = Fault::of(Role::Auth, settings);
    let routes = Router::new()
        .route("/verify", post(verify))
        .with_state(fault)
        .layer(TraceLayer::with_trust(trust_loopback))
        .layer(middleware::from_fn_with_state(fault, fault::lose));
    Service::of(routes).await
}

#[traced(err(type))]
async fn verify(cx: Inbound, State(fault): State<Fault>) -> Result<String, StatusCode> {
    fault.linger(cx).await;
    if let Err(error) = signature(cx, fault).await {
        tracing::error!(%error, "tokens cannot be checked");
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    // Now and then the cache does not know the session.
    if fastrand::u8(..10) == 0 {
        session(cx).await;
    }
    Ok(format!("customer-{}", fastrand::u8(..40)))
}

#[traced]
async fn signature(cx: &TraceContract, fault: Fault) -> Result<(), fault::Broken> {
    cx.set_attribute("algorithm", "ed25519");
    tokio::time::sleep(Duration::from_micros(300)).await;
    fault.strike(Role::Auth)
}

#[traced]
async fn session(cx: &TraceContract) {
    cx.set_attribute("cache", "miss");
    tokio::time::sleep(Duration::from_millis(fastrand::u64(8..25))).await;
}
