//! One trace, as protobuf.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use trace_model::otlp::json::write_traces_data;
use trace_model::otlp::write_trace;
use trace_store::Store;

use super::failure::Failure;
use crate::api::parameters::NotUnderstood;
use crate::api::trace_id;

const PROTOBUF: &str = "application/protobuf";

/// Whether the caller is Grafana's plugin for Tempo, where Jaeger's API has the same path.
pub(in crate::api) fn asks_for_protobuf(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter();
    let mut accepted = accepted.filter_map(|value| value.to_str().ok());
    accepted.any(|value| value.contains(PROTOBUF))
}

/// `Trace`: field 1 is the list of `ResourceSpans`, as it is of the request of OTLP.
pub(in crate::api) async fn trace_v1(
    store: State<Arc<dyn Store>>,
    id: Path<String>,
) -> impl IntoResponse {
    trace(store, id, false).await
}

/// `TraceByIDResponse`: the trace is field 1. An empty one is never sent, because the plugin
/// does not look whether there is a trace in it.
pub(super) async fn trace_v2(
    store: State<Arc<dyn Store>>,
    id: Path<String>,
    headers: HeaderMap,
) -> Response {
    if asks_for_protobuf(&headers) {
        return trace(store, id, true).await.into_response();
    }
    match read(store, id).await {
        Ok(trace) => {
            let text = write_traces_data(&trace);
            let body = format!("{{\"trace\":{text}}}");
            ([(header::CONTENT_TYPE, "application/json")], body).into_response()
        }
        Err(failure) => failure.into_response(),
    }
}

async fn trace(
    store: State<Arc<dyn Store>>,
    id: Path<String>,
    in_envelope: bool,
) -> Result<Response, Failure> {
    let (mut body, _) = write_trace(&read(store, id).await?);
    if in_envelope {
        body = envelope(&body);
    }
    Ok(([(header::CONTENT_TYPE, PROTOBUF)], body).into_response())
}

async fn read(
    State(store): State<Arc<dyn Store>>,
    Path(text): Path<String>,
) -> Result<trace_model::Trace, Failure> {
    let expected = "an id of up to 32 hex digits";
    let id = trace_id::read(&text).ok_or_else(|| NotUnderstood::new("traceID", &text, expected))?;
    let stored = store.trace(id).await?.value;
    let stored = stored.filter(|stored| !stored.trace.spans.is_empty());
    let stored =
        stored.ok_or_else(|| Failure(StatusCode::NOT_FOUND, "trace not found".to_owned()))?;
    Ok(stored.trace)
}

/// A message whose field 1 is this one.
fn envelope(message: &[u8]) -> Vec<u8> {
    let mut out = vec![0x0a];
    let mut length = message.len();
    while length >= 0x80 {
        out.push(length as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend_from_slice(message);
    out
}
