//! The paths.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use trace_store::Store;

use super::opened::LastOpened;
use super::shapes::{ForwardedLine, Ports, StatusLine};
use super::{
    compare, counted, different, encoded, errors, find, heat, kept, linked, losses, patterns,
    preview, rank, search, span, tail, tree, whole,
};

pub(in crate::api) fn router(ports: Option<Ports>) -> Router<Arc<dyn Store>> {
    Router::new()
        .route("/api/viewer/status", get(status).layer(Extension(ports)))
        .route("/api/viewer/resolve", get(search::resolve))
        .route("/api/viewer/trace/{id}/tree", get(tree::tree))
        .route("/api/viewer/trace/{id}/find", get(find::find))
        .route("/api/viewer/trace/{id}/statistics", get(find::statistics))
        .route("/api/viewer/trace/{id}/span/{span}", get(span::span))
        .route("/api/viewer/trace/{id}/linked", get(linked::linked))
        .route("/api/viewer/trace/{id}/spans.pb", get(encoded::spans))
        .route("/api/viewer/trace/{id}/logs.pb", get(encoded::logs))
        .route("/api/viewer/trace/{id}/otlp.json", get(whole::whole))
        .route("/api/viewer/trace/{id}/otlp.jsonl", get(whole::lines))
        .route("/api/viewer/search", get(search::search))
        .route("/api/viewer/heat", get(heat::heat))
        .route("/api/viewer/compare", get(compare::compare))
        .route("/api/viewer/different", get(different::different))
        .route("/api/viewer/slow", get(search::slow))
        .route("/api/viewer/errors", get(errors::of_a_day))
        .route("/api/viewer/services", get(counted::services))
        .route("/api/viewer/map", get(counted::map))
        .route("/api/viewer/losses", get(losses::losses_by_edge))
        .route("/api/viewer/patterns", get(patterns::patterns))
        .route("/api/viewer/rank", get(rank::rank))
        .route("/api/viewer/runs", get(kept::runs))
        .route("/api/viewer/pins", get(kept::pins))
        .route("/api/viewer/pins/{id}", post(kept::pin).delete(kept::unpin))
        .route("/api/viewer/preview", preview::route())
        .route("/api/viewer/tail", get(tail::tail))
        .layer(Extension(LastOpened::default()))
}

async fn status(
    State(store): State<Arc<dyn Store>>,
    Extension(ports): Extension<Option<Ports>>,
) -> Json<StatusLine> {
    let mut status = StatusLine::from(store.status().await);
    status.forwarded = store.forwarded().map(ForwardedLine::from);
    status.ports = ports;
    Json(status)
}
