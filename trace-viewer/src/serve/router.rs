//! Which paths are on which port.

use std::sync::Arc;

use axum::routing::get;
use axum::{Json, Router};
use trace_store::Store;
use trace_store::receive::Receiver;

use super::link::LinkTemplate;
use super::settings::Settings;
use crate::api::viewer::Ports;
use crate::api::{self, access::Access};
use crate::page;

/// The paths of a port for OTLP. No page of a browser sends anything to it.
pub(super) fn otlp(store: &Arc<dyn Store>, access: &Access) -> Router {
    access.guard(Receiver::new(store.clone()).router())
}

/// The paths of the port for people, OTLP included: a sender that was given the wrong port
/// works.
pub(super) fn people(store: &Arc<dyn Store>, access: &Access, settings: &Settings) -> Router {
    let told_of = api::Settings {
        access: access.clone(),
        ports: Some(Ports {
            otlp_http: settings.otlp_http.0,
            otlp_grpc: settings.otlp_grpc.0,
        }),
    };
    api::router(store.clone(), told_of)
        .merge(otlp(store, access))
        .merge(access.guard(page::router(store.clone()).merge(told(&settings.link))))
}

/// The links that the page shows.
fn told(links: &[LinkTemplate]) -> Router {
    let links = links.to_vec();
    Router::new().route("/api/viewer/links", get(async move || Json(links)))
}
