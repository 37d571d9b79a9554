//! All paths.

use std::sync::Arc;

use axum::Router;
use trace_store::Store;

use super::{jaeger_v1, tempo};

/// All APIs over a store: Jaeger's at the root and under `/jaeger`, Tempo's under `/tempo`.
pub fn router(store: Arc<dyn Store>) -> Router {
    Router::new()
        .merge(jaeger_v1::router())
        .nest("/jaeger", jaeger_v1::router())
        .nest("/tempo", tempo::router())
        .with_state(store)
}
