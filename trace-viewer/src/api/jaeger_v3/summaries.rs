//! A search that answers with a line for each trace.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::Serialize;
use trace_store::{Store, Summary};

use super::failure::Failure;
use super::search;
use crate::api::parameters::Parameters;

#[derive(Debug, Serialize)]
pub(super) struct Summaries {
    summaries: Vec<TraceSummary>,
}

/// The page of Jaeger UI shows no list at all where one id does not have 32 digits, a time is
/// not a text, or a count not a number.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct TraceSummary {
    trace_id: String,
    root_service_name: Arc<str>,
    root_operation_name: Arc<str>,
    min_start_time_unix_nano: String,
    max_end_time_unix_nano: String,
    span_count: u32,
    error_span_count: u32,
    orphan_span_count: u32,
    services: Vec<ServiceSummary>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ServiceSummary {
    name: Arc<str>,
    span_count: u32,
    error_span_count: u32,
}

pub(super) async fn summaries(
    State(store): State<Arc<dyn Store>>,
    Query(parameters): Query<Parameters>,
) -> Result<Json<Summaries>, Failure> {
    let found = store.search(&search::read(&parameters)?).await?.value;
    let summaries = found.traces.into_iter().map(|hit| hit.summary.into());
    Ok(Json(Summaries {
        summaries: summaries.collect(),
    }))
}

impl From<Summary> for TraceSummary {
    fn from(summary: Summary) -> Self {
        let end = summary
            .start_unix_nanos
            .saturating_add(summary.duration_nanos);
        let services = summary.services.into_iter().map(|service| ServiceSummary {
            name: service.name,
            span_count: service.span_count,
            error_span_count: service.error_count,
        });
        TraceSummary {
            trace_id: summary.trace_id.to_string(),
            root_service_name: summary.root_service,
            root_operation_name: summary.root_operation,
            min_start_time_unix_nano: summary.start_unix_nanos.to_string(),
            max_end_time_unix_nano: end.to_string(),
            span_count: summary.span_count,
            error_span_count: summary.error_count,
            orphan_span_count: summary.orphan_count,
            services: services.collect(),
        }
    }
}
