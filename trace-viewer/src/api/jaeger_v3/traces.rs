//! Traces as OTLP in JSON.
//!
//! Grafana's plugin reads a `boolValue` wrongly where its flag `jaegerEnableGrpcEndpoint` is
//! on (13.0.1). What is sent is OTLP nevertheless: others read it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use trace_model::TraceId;
use trace_store::Store;

use super::failure::Failure;
use super::search;
use crate::api::chunks;
use crate::api::otlp_json::resource_spans;
use crate::api::parameters::{NotUnderstood, Parameters};
use crate::api::trace_id;

/// More spans than these, 60 MB of JSON or so, are no answer to a search: fewer traces are to
/// be asked for. To leave some out would be to say that they are not there.
const MOST_SPANS: u64 = 75_000;
const JSON: (header::HeaderName, &str) = (header::CONTENT_TYPE, "application/json");
const HEAD: &[u8] = br#"{"result":{"resourceSpans":["#;
const FOOT: &[u8] = b"]}}";

pub(super) async fn one(
    State(store): State<Arc<dyn Store>>,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let Some(id) = trace_id::read(&text) else {
        let expected = "an id of up to 32 hex digits, or 16 bytes in base64";
        return Err(NotUnderstood::new("trace_id", &text, expected).into());
    };
    let stored = store.trace(id).await?.value;
    let stored = stored.filter(|stored| !stored.trace.spans.is_empty());
    let trace = stored.ok_or_else(Failure::nothing_found)?.trace;
    let pieces = std::iter::once(HEAD.to_vec())
        .chain(resource_spans(trace, false))
        .chain(std::iter::once(FOOT.to_vec()));
    Ok(([JSON], chunks::body(pieces)).into_response())
}

/// Jaeger answers 404 where a search finds nothing.
pub(super) async fn many(
    State(store): State<Arc<dyn Store>>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Failure> {
    let found = store
        .search(&search::read(&parameters)?)
        .await?
        .value
        .traces;
    if found.is_empty() {
        return Err(Failure::nothing_found());
    }
    let spans = found.iter().map(|hit| u64::from(hit.summary.span_count));
    let spans: u64 = spans.sum();
    if spans > MOST_SPANS {
        let traces = found.len();
        let message = format!(
            "{traces} traces match, with {spans} spans, where an answer has {MOST_SPANS} at \
             most: ask for fewer with `query.searchDepth`, for one with /api/v3/traces/ID, or \
             for lines with /api/v3/trace-summaries"
        );
        return Err(NotUnderstood(message).into());
    }
    let ids: Vec<TraceId> = found.iter().map(|hit| hit.summary.trace_id).collect();
    let state = (store, ids.into_iter(), false);
    let traces = stream::unfold(state, |(store, mut ids, is_behind)| async move {
        loop {
            let id = ids.next()?;
            // One that has ended its life in between is left out.
            let stored = store.trace(id).await.ok().and_then(|answer| answer.value);
            if let Some(stored) = stored {
                let piece: Vec<u8> = resource_spans(stored.trace, is_behind).flatten().collect();
                return Some((piece, (store, ids, true)));
            }
        }
    });
    let body = stream::iter([HEAD.to_vec()])
        .chain(traces)
        .chain(stream::iter([FOOT.to_vec()]));
    let body = Body::from_stream(body.map(Ok::<_, Infallible>));
    Ok(([JSON], body).into_response())
}
