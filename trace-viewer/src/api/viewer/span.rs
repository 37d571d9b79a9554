//! All that is known of one span.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use trace_model::otlp::json::{write_logs_data, write_traces_data};
use trace_model::{SpanId, Trace};
use trace_store::Store;

use super::failure::{Failure, trace_id};
use super::{rank, shapes};
use crate::api::chunks::json;

/// The span and its log lines as OTLP in JSON, and its rank among its kind:
/// `{"spans":{"resourceSpans":[…]},"logs":{"resourceLogs":[…]},"rank":{…},"coverage":{…}}`.
/// Two spans of one id both come.
pub(super) async fn span(
    State(store): State<Arc<dyn Store>>,
    Path((id, span_id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let id = trace_id(&id)?;
    let shown: String = span_id.chars().take(80).collect();
    let failure =
        |_| Failure::not_understood(format!("`{shown}` is not a span id of 16 hex digits"));
    let span_id: SpanId = span_id.to_ascii_lowercase().parse().map_err(failure)?;
    let answer = store.trace(id).await?;
    let trace = answer.value.ok_or_else(|| Failure::no_trace(id))?.trace;
    let mut part = Trace::new(id);
    part.spans.extend(
        trace
            .spans
            .into_iter()
            .filter(|span| span.span_id == span_id),
    );
    part.logs.extend(
        trace
            .logs
            .into_iter()
            .filter(|line| line.span_id == Some(span_id)),
    );
    let Some(span) = part.spans.first() else {
        return Err(Failure::not_found(format!(
            "the trace {id} has no span {span_id}"
        )));
    };
    let rank = rank::of_span(&*store, span).await?;
    let mut body = format!(
        r#"{{"spans":{},"logs":{},"rank":"#,
        write_traces_data(&part),
        write_logs_data(&part),
    )
    .into_bytes();
    body.extend(json(&rank));
    body.extend(br#","coverage":"#);
    body.extend(json(&shapes::Coverage::from(answer.coverage)));
    body.push(b'}');
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
