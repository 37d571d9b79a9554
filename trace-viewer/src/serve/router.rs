//! Which paths are on which port.

use std::sync::Arc;

use axum::Router;
use trace_store::Store;
use trace_store::receive::Receiver;

use crate::reading;

/// The paths of the port for OTLP.
pub(super) fn otlp(store: &Arc<dyn Store>) -> Router {
    Receiver::new(store.clone()).router()
}

/// The paths of the port for people, OTLP included: a sender that was given the wrong port
/// works.
pub(super) fn page(store: &Arc<dyn Store>) -> Router {
    otlp(store).merge(reading::router(store.clone()))
}
