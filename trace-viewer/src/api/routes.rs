//! All paths.

use std::sync::Arc;

use axum::Router;
use trace_store::Store;

use super::tempo;

/// All APIs over a store: Tempo's under `/tempo`.
pub fn router(store: Arc<dyn Store>) -> Router {
    Router::new()
        .nest("/tempo", tempo::router())
        .with_state(store)
}
