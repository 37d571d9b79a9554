//! Which paths are on which port.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use trace_store::Store;
use trace_store::receive::Receiver;

use crate::api::{self, access::Access};

/// The paths of a port for OTLP. No page of a browser sends anything to it.
pub(super) fn otlp(store: &Arc<dyn Store>, access: &Access) -> Router {
    access.guard(Receiver::new(store.clone()).router())
}

/// The paths of the port for people, OTLP included: a sender that was given the wrong port
/// works.
pub(super) fn page(store: &Arc<dyn Store>, access: &Access) -> Router {
    let settings = api::Settings {
        access: access.clone(),
    };
    let front = Router::new().route("/", get(front));
    api::router(store.clone(), settings)
        .merge(otlp(store, access))
        .merge(access.guard(front))
}

/// What stands at the address that is printed at start.
async fn front() -> &'static str {
    "trace-viewer is running, and takes OTLP in.\n\
     \n\
     In a terminal:  trace-viewer search\n\
     \x20               trace-viewer get <trace id>\n\
     \x20               trace-viewer doctor\n\
     In Grafana:     a data source for Jaeger with this address\n\
     In Prometheus:  /metrics\n"
}
