//! The paths.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{any, get, post};
use trace_store::Store;

use super::answer::Failure;
use super::{archive, dependencies, services, traces};

pub(in crate::api) fn router() -> Router<Arc<dyn Store>> {
    Router::new()
        .route("/api/services", get(services::services))
        .route(
            "/api/services/{service}/operations",
            get(services::operations),
        )
        .route("/api/operations", get(services::operations_of_kind))
        .route("/api/traces", get(traces::many))
        .route("/api/traces/{id}", get(traces::one))
        .route("/api/dependencies", get(dependencies::dependencies))
        .route("/api/archive/{id}", post(archive::archive))
        .route("/api/transform", post(not_here))
        .route("/api/metrics/{*which}", get(not_here))
        .route("/api/deep-dependencies", any(not_here))
        .route("/api/quality-metrics", any(not_here))
}

/// Jaeger UI takes this as "not configured".
async fn not_here() -> Failure {
    Failure::new(
        StatusCode::NOT_IMPLEMENTED,
        "this part of Jaeger's API is not served here; rates and percentiles are at /metrics",
    )
}
