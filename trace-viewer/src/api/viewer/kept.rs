//! Pins and runs.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use trace_store::Store;

use super::asked::Asked;
use super::failure::{Failure, trace_id};
use super::shapes::{PinLine, Pins, Runs};

/// A longer note is cut, in characters.
const LONGEST_NOTE: usize = 500;

#[derive(Debug, Deserialize)]
pub(super) struct Note {
    #[serde(default)]
    note: String,
}

pub(super) async fn runs(State(store): State<Arc<dyn Store>>) -> Result<Json<Runs>, Failure> {
    let runs = store.runs().await?;
    Ok(Json(Runs {
        runs: runs.value.into_iter().map(Into::into).collect(),
        coverage: runs.coverage.into(),
    }))
}

pub(super) async fn pins(State(store): State<Arc<dyn Store>>) -> Result<Json<Pins>, Failure> {
    let pins = store.pins().await?;
    let line = |(pin, summary): (trace_store::Pin, trace_store::Summary)| PinLine {
        pinned_unix_nano: pin.unix_nanos,
        note: pin.note,
        trace: (&summary).into(),
    };
    Ok(Json(Pins {
        pins: pins.value.into_iter().map(line).collect(),
        coverage: pins.coverage.into(),
    }))
}

pub(super) async fn pin(
    State(store): State<Arc<dyn Store>>,
    Path(id): Path<String>,
    Asked(Note { note }): Asked<Note>,
) -> Result<StatusCode, Failure> {
    let id = trace_id(&id)?;
    let note: String = note.chars().take(LONGEST_NOTE).collect();
    match store.pin(id, &note).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Failure::no_trace(id)),
    }
}

pub(super) async fn unpin(
    State(store): State<Arc<dyn Store>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let id = trace_id(&id)?;
    match store.unpin(id).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Failure::not_found(format!("the trace {id} is not pinned"))),
    }
}
