//! One trace as the bytes of OTLP.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use trace_model::otlp::write_trace;
use trace_store::{Store, StoredTrace};

use super::failure::{Failure, trace_id};
use super::shapes::StoredNotes;

/// In this header [`StoredNotes`] come, beside a body that is the trace alone.
const NOTES: HeaderName = HeaderName::from_static("x-trace-viewer-stored");

pub(super) async fn spans(
    State(store): State<Arc<dyn Store>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    one(&*store, &id, |stored| write_trace(&stored.trace).0).await
}

pub(super) async fn logs(
    State(store): State<Arc<dyn Store>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    one(&*store, &id, |stored| write_trace(&stored.trace).1).await
}

async fn one(
    store: &dyn Store,
    id: &str,
    body: impl FnOnce(&StoredTrace) -> Vec<u8>,
) -> Result<Response, Failure> {
    let id = trace_id(id)?;
    let answer = store.trace(id).await?;
    let stored = answer.value.ok_or_else(|| Failure::no_trace(id))?;
    let notes = StoredNotes {
        cut_from: stored.cut_from,
        lines_cut_from: stored.lines_cut_from,
        is_settled: stored.is_settled,
        pin: stored.pin.as_ref().map(|pin| pin.note.to_string()),
        coverage: answer.coverage.into(),
    };
    let notes = serde_json::to_string(&notes).unwrap_or_default();
    // A header holds what is seen of ASCII only.
    let notes: String = notes
        .chars()
        .map(|char| match char {
            ' '..='~' => char,
            _ => '?',
        })
        .collect();
    let headers = [
        (header::CONTENT_TYPE, "application/x-protobuf".to_owned()),
        (NOTES, notes),
    ];
    Ok((headers, body(&stored)).into_response())
}
