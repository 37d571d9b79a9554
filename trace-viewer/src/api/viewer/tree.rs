//! The structure of one trace.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use trace_store::Store;

use super::failure::{Failure, trace_id};
use super::rows;
use super::shapes::{StoredNotes, Tree};

pub(super) async fn tree(
    State(store): State<Arc<dyn Store>>,
    Path(id): Path<String>,
) -> Result<Json<Tree>, Failure> {
    let id = trace_id(&id)?;
    let answer = store.trace(id).await?;
    let stored = answer.value.ok_or_else(|| Failure::no_trace(id))?;
    let trace = &stored.trace;
    let (start, end) = trace.interval().unwrap_or_default();
    let (rows, strings) = rows::of(trace);
    Ok(Json(Tree {
        trace_id: id.to_string(),
        start_unix_nano: start,
        duration_nano: end - start,
        strings,
        rows,
        stored: StoredNotes {
            cut_from: stored.cut_from,
            is_settled: stored.is_settled,
            pin: stored.pin.map(|pin| pin.note.to_string()),
            coverage: answer.coverage.into(),
        },
    }))
}
