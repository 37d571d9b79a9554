//! The errors of a day, by their causes.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use trace_model::{Span, Status, Trace};
use trace_store::Store;

use super::asked::Asked;
use super::failure::Failure;
use super::shapes::{ErrorGroup, ErrorGroups, ErrorQuery};
use crate::api::clock;

/// So many traces of a day are looked at, the newest first.
const MOST: usize = 500;
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
    for summary in failed.value {
        let stored = store.trace(summary.trace_id).await?.value;
        let cause = stored.as_ref().and_then(|stored| cause(&stored.trace));
        // The trace has ended its life in between.
        let Some([service, operation, message]) = cause else {
            continue;
        };
        let key = [service.clone(), operation.clone(), message.clone()];
        let group = groups.entry(key).or_insert_with(|| ErrorGroup {
            service,
            operation,
            message,
            traces: 0,
            latest_trace_id: summary.trace_id.to_string(),
            latest_unix_nano: summary.start_unix_nanos,
        });
        group.traces += 1;
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

/// Service, operation and message of the failed span under which none has failed; the
/// earliest of them.
fn cause(trace: &Trace) -> Option<[Arc<str>; 3]> {
    let failed = || trace.spans.iter().filter(|span| span.is_error());
    let passed_on: HashSet<_> = failed().filter_map(|span| span.parent).collect();
    let first = failed()
        .filter(|span| !passed_on.contains(&span.span_id))
        .min_by_key(|span| (span.start_unix_nanos, span.span_id))?;
    Some([first.service(), first.name.clone(), message(first)])
}

fn message(span: &Span) -> Arc<str> {
    let of_event = || {
        span.events
            .iter()
            .find_map(|event| event.get("exception.message"))
    };
    match &span.status {
        Status::Error { message } if !message.is_empty() => message.clone(),
        _ => of_event().map_or_else(|| "".into(), |message| message.to_string().into()),
    }
}
