//! The paths.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use trace_store::Store;

use super::{services, summaries, traces};

pub(in crate::api) fn router() -> Router<Arc<dyn Store>> {
    Router::new()
        .route("/api/v3/services", get(services::services))
        .route("/api/v3/operations", get(services::operations))
        .route("/api/v3/traces", get(traces::many))
        .route("/api/v3/traces/{id}", get(traces::one))
        .route("/api/v3/trace-summaries", get(summaries::summaries))
}
