//! What a supervisor asks.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use trace_store::Store;

/// The program runs.
pub(super) async fn health() -> &'static str {
    "ok\n"
}

/// The store can be read, or why it cannot.
pub(super) async fn ready(State(store): State<Arc<dyn Store>>) -> (StatusCode, String) {
    match store.slow(1).await {
        Ok(_) => (StatusCode::OK, "ready\n".to_owned()),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")),
    }
}
