//! Which service calls which.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Serialize;
use trace_store::Store;

use super::answer::{self, Failure};
use crate::api::clock;
use crate::api::parameters::Parameters;

const MILLIS_A_MINUTE: u64 = 60_000;
/// Jaeger's own default: a day.
const DEFAULT_LOOKBACK: u64 = 24 * 60 * MILLIS_A_MINUTE;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    parent: Arc<str>,
    child: Arc<str>,
    call_count: u64,
}

/// `endTs` and `lookback` are milliseconds.
pub(super) async fn dependencies(
    State(store): State<Arc<dyn Store>>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Failure> {
    let now = || clock::unix_nanos() / 1_000_000;
    let end = parameters.number(&["endTs"])?.unwrap_or_else(now);
    let lookback = parameters
        .number(&["lookback"])?
        .unwrap_or(DEFAULT_LOOKBACK);
    let minutes = end.saturating_sub(lookback) / MILLIS_A_MINUTE..end / MILLIS_A_MINUTE + 1;
    let counted = store.roll_ups_with_live(minutes).await?.value;
    let mut calls: BTreeMap<(Arc<str>, Arc<str>), u64> = BTreeMap::new();
    for ((edge, _), cell) in counted.edges {
        *calls.entry((edge.client, edge.server)).or_default() += cell.count;
    }
    let dependency = |((parent, child), call_count)| Dependency {
        parent,
        child,
        call_count,
    };
    Ok(answer::list(calls.into_iter().map(dependency).collect()))
}
