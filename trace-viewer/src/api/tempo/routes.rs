//! The paths.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use trace_store::Store;

use super::{search, tags, traces};

pub(in crate::api) fn router() -> Router<Arc<dyn Store>> {
    Router::new()
        .route("/api/echo", get(|| async { "echo" }))
        .route("/api/search", get(search::search))
        .route("/api/traces/{id}", get(traces::trace_v1))
        .route("/api/v2/traces/{id}", get(traces::trace_v2))
        .route("/api/v2/search/tags", get(tags::tags))
        .route("/api/v2/search/tag/{tag}/values", get(tags::values))
}
