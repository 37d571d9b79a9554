//! All paths.

use std::sync::Arc;

use axum::routing::get;
use axum::{Extension, Router};
use tokio::sync::Mutex;
use trace_store::Store;

use super::prometheus::Totals;
use super::settings::Settings;
use super::{access, health, jaeger_v1, jaeger_v3, prometheus, tempo, viewer};

/// All APIs over a store: Jaeger's at the root and under `/jaeger`, Tempo's under `/tempo`,
/// the viewer's own under `/api/viewer`, `/metrics`, `/health`, `/ready`, and `/login`.
///
/// All of it is guarded: [`Access::guard`](access::Access::guard) guards what is merged with it.
pub fn router(store: Arc<dyn Store>, settings: Settings) -> Router {
    let jaeger = || jaeger_v1::router().merge(jaeger_v3::router());
    let totals = Arc::new(Mutex::new(Totals::default()));
    let router = Router::new()
        .merge(jaeger())
        .nest("/jaeger", jaeger())
        .nest("/tempo", tempo::router())
        .merge(viewer::router(settings.ports))
        .route(
            "/metrics",
            get(prometheus::metrics).layer(Extension(totals)),
        )
        .route("/health", get(health::health))
        .route("/ready", get(health::ready))
        .with_state(store)
        .route(
            "/login",
            get(access::login).with_state(settings.access.clone()),
        );
    settings.access.guard(router)
}
