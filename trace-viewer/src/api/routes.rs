//! All paths.

use std::sync::Arc;

use axum::Router;
use trace_store::Store;

use super::{jaeger_v1, jaeger_v3, tempo, viewer};

/// All APIs over a store: Jaeger's at the root and under `/jaeger`, Tempo's under `/tempo`,
/// the viewer's own under `/api/viewer`.
pub fn router(store: Arc<dyn Store>) -> Router {
    let jaeger = || jaeger_v1::router().merge(jaeger_v3::router());
    Router::new()
        .merge(jaeger())
        .nest("/jaeger", jaeger())
        .nest("/tempo", tempo::router())
        .merge(viewer::router())
        .with_state(store)
}
