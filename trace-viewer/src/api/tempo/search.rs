//! Searches in TraceQL.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::Serialize;
use trace_model::{Span, SpanId, Trace};
use trace_store::Store;
use trace_store::search::{Hit, Search};

use super::failure::Failure;
use crate::api::parameters::{NotUnderstood, Parameters};
use crate::query;

const NANOS_A_SECOND: u64 = 1_000_000_000;
const MOST: usize = 1_000;
/// How one searched before there was TraceQL.
const NOT_KNOWN: [&str; 3] = ["tags", "minDuration", "maxDuration"];

#[derive(Debug, Serialize)]
pub(super) struct Found {
    traces: Vec<FoundTrace>,
    metrics: Metrics,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    inspected_bytes: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FoundTrace {
    #[serde(rename = "traceID")]
    trace_id: String,
    root_service_name: Arc<str>,
    root_trace_name: Arc<str>,
    start_time_unix_nano: String,
    duration_ms: u64,
    span_sets: Vec<SpanSet>,
}

#[derive(Debug, Serialize)]
struct SpanSet {
    spans: Vec<FoundSpan>,
    matched: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FoundSpan {
    #[serde(rename = "spanID")]
    span_id: String,
    name: Arc<str>,
    start_time_unix_nano: String,
    duration_nanos: String,
    attributes: [(); 0],
}

/// `start` and `end` are seconds.
pub(super) async fn search(
    State(store): State<Arc<dyn Store>>,
    Query(parameters): Query<Parameters>,
) -> Result<Json<Found>, Failure> {
    // Without a filter that is not known the answer would be a wrong one.
    let mut names = parameters.names();
    if let Some(name) = names.find(|name| NOT_KNOWN.contains(name)) {
        let message = format!("`{name}` is not supported: write it as TraceQL, in `q`");
        return Err(NotUnderstood(message).into());
    }
    let seconds = |name| parameters.number(&[name]);
    let (start, end) = (
        seconds("start")?.unwrap_or(0),
        seconds("end")?.unwrap_or(u64::MAX),
    );
    let limit = parameters.number(&["limit"])?.unwrap_or(20);
    let spans_of_a_set = parameters.number(&["spss"])?.unwrap_or(3);
    let filter = query::parse(parameters.first(&["q"]).unwrap_or_default())
        .map_err(|error| NotUnderstood(error.to_string()))?;
    let search = Search {
        filter,
        from_unix_nanos: start.saturating_mul(NANOS_A_SECOND),
        to_unix_nanos: end.saturating_mul(NANOS_A_SECOND),
        limit: usize::try_from(limit).unwrap_or(MOST).min(MOST),
        ..Search::default()
    };
    let mut traces = Vec::new();
    for hit in store.search(&search).await?.value.traces {
        let stored = match spans_of_a_set {
            0 => None,
            _ => store.trace(hit.summary.trace_id).await?.value,
        };
        let trace = stored.map(|stored| stored.trace);
        traces.push(found(hit, trace.as_ref(), spans_of_a_set));
    }
    let metrics = Metrics {
        inspected_bytes: "0",
    };
    Ok(Json(Found { traces, metrics }))
}

fn found(hit: Hit, trace: Option<&Trace>, most: u64) -> FoundTrace {
    let ids = hit
        .matched
        .first
        .iter()
        .take(usize::try_from(most).unwrap_or(usize::MAX));
    let of_id = |id: &SpanId| trace?.spans.iter().find(|span| span.span_id == *id);
    let span = |span: &Span| FoundSpan {
        span_id: span.span_id.to_string(),
        name: span.name.clone(),
        start_time_unix_nano: span.start_unix_nanos.to_string(),
        duration_nanos: span.duration_nanos().to_string(),
        attributes: [],
    };
    FoundTrace {
        trace_id: hit.summary.trace_id.to_string(),
        root_service_name: hit.summary.root_service.clone(),
        root_trace_name: hit.summary.root_operation.clone(),
        start_time_unix_nano: hit.summary.start_unix_nanos.to_string(),
        duration_ms: hit.summary.duration_nanos / 1_000_000,
        span_sets: vec![SpanSet {
            spans: ids.filter_map(of_id).map(span).collect(),
            matched: hit.matched.span_count,
        }],
    }
}
