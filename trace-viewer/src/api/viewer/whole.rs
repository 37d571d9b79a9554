//! One trace as OTLP in JSON, with its log lines: for a page, and for a file.

use std::iter::once;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use trace_model::Trace;
use trace_model::otlp::json::write_logs_data;
use trace_store::Store;

use super::failure::{Failure, trace_id};
use crate::api::chunks;
use crate::api::otlp_json::resource_spans;
use crate::exchange::to_lines;

/// `{"spans":{"resourceSpans":[…]},"logs":{"resourceLogs":[…]}}`.
pub(super) async fn whole(
    State(store): State<Arc<dyn Store>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let trace = asked(&*store, &id).await?;
    let logs = write_logs_data(&trace);
    let pieces = once(br#"{"spans":{"resourceSpans":["#.to_vec())
        .chain(resource_spans(trace, false))
        .chain(once(format!(r#"]}},"logs":{logs}}}"#).into_bytes()));
    let json = (header::CONTENT_TYPE, "application/json");
    Ok(([json], chunks::body(pieces)).into_response())
}

/// What `trace-viewer export` writes: it can be imported.
pub(super) async fn lines(
    State(store): State<Arc<dyn Store>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let trace = asked(&*store, &id).await?;
    let lines = (header::CONTENT_TYPE, "application/jsonl");
    Ok(([lines], to_lines(&trace)).into_response())
}

async fn asked(store: &dyn Store, id: &str) -> Result<Trace, Failure> {
    let id = trace_id(id)?;
    let stored = store.trace(id).await?.value;
    Ok(stored.ok_or_else(|| Failure::no_trace(id))?.trace)
}
