//! The errors of a day, by their causes.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use trace_analysis::Analysis;
use trace_model::Trace;
use trace_store::{Store, StoredTrace};

use super::asked::Asked;
use super::failure::Failure;
use super::shapes::{ErrorGroup, ErrorGroups, ErrorQuery};
use crate::api::clock;
use crate::said::Causes;

/// So many traces of a day are looked at, the newest first: of ten spans each, what the embedded
/// store reads, and the analysis takes, in about 200 ms.
const MOST: usize = 4_000;
/// So many are in memory at a time.
const TOGETHER: usize = 200;
const NANOS_A_DAY: u64 = 86_400_000_000_000;

pub(super) async fn of_a_day(
    State(store): State<Arc<dyn Store>>,
    Asked(query): Asked<ErrorQuery>,
) -> Result<Json<ErrorGroups>, Failure> {
    let today = || clock::unix_nanos() / NANOS_A_DAY;
    let day = query.day.unwrap_or_else(today);
    let failed = store.errors(day, MOST).await?;
    let is_cut = failed.value.len() == MOST;
    let mut groups: BTreeMap<[Arc<str>; 3], ErrorGroup> = BTreeMap::new();
    for some in failed.value.chunks(TOGETHER) {
        let ids: Vec<_> = some.iter().map(|summary| summary.trace_id).collect();
        // A trace that has ended its life in between is none of them.
        for StoredTrace { trace, .. } in store.traces(&ids).await? {
            let Some([service, operation, message]) = cause(&trace) else {
                continue;
            };
            let key = [service.clone(), operation.clone(), message.clone()];
            let group = groups.entry(key).or_insert_with(|| ErrorGroup {
                service,
                operation,
                message,
                traces: 0,
                latest_trace_id: trace.id.to_string(),
                latest_unix_nano: trace.interval().map_or(0, |(start, _)| start),
            });
            group.traces += 1;
        }
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse((group.traces, group.latest_unix_nano)));
    Ok(Json(ErrorGroups {
        day,
        groups,
        is_cut,
        coverage: failed.coverage.into(),
    }))
}

/// Service, operation and message of the span in which the first error began.
fn cause(trace: &Trace) -> Option<[Arc<str>; 3]> {
    let analysis = Analysis::of(trace);
    let row = analysis.errors.as_ref()?.causes.first()?.row;
    let tree = &analysis.tree;
    let message = Causes::of(trace, &analysis);
    Some([
        tree.service_name(row)?.clone(),
        tree.operation_name(row)?.clone(),
        message.get(row).unwrap_or_default().into(),
    ])
}
