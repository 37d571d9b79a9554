//! Rows of a trace that a reader looks for, and what they come to by operation: of all its
//! rows, where a tree comes without most of them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use trace_store::Store;

use super::asked::Asked;
use super::chosen::chosen;
use super::failure::{Failure, trace_id};
use super::opened::{LastOpened, Opened};
use super::shapes::{FoundRows, OperationSum, RowsQuery, Statistics};

/// So many places are told at most: the first ones.
const PLACES: usize = 10_000;
/// So many operations are told at most.
const OPERATIONS: usize = 1_000;

pub(super) async fn find(
    State(store): State<Arc<dyn Store>>,
    Extension(last): Extension<LastOpened>,
    Path(id): Path<String>,
    Asked(query): Asked<RowsQuery>,
) -> Result<Json<FoundRows>, Failure> {
    let opened = last
        .open(&*store, trace_id(&id)?, query.times, query.spans)
        .await?;
    let mut places = chosen(&opened, &query)?;
    let count = places.len() as u32;
    places.truncate(PLACES);
    Ok(Json(FoundRows {
        trace_id: opened.trace.id.to_string(),
        span_count: opened.span_count,
        count,
        places,
    }))
}

pub(super) async fn statistics(
    State(store): State<Arc<dyn Store>>,
    Extension(last): Extension<LastOpened>,
    Path(id): Path<String>,
    Asked(query): Asked<RowsQuery>,
) -> Result<Json<Statistics>, Failure> {
    let opened = last
        .open(&*store, trace_id(&id)?, query.times, query.spans)
        .await?;
    let mut operations = sums(&opened, &chosen(&opened, &query)?);
    let count = operations.len() as u32;
    operations.truncate(OPERATIONS);
    Ok(Json(Statistics {
        trace_id: opened.trace.id.to_string(),
        span_count: opened.span_count,
        count,
        operations,
    }))
}

/// What each operation did in these rows; what the trace waited for longest comes first.
fn sums(opened: &Opened, rows: &[u32]) -> Vec<OperationSum> {
    let analysis = &opened.analysis;
    let tree = &analysis.tree;
    let mut sums: HashMap<u32, OperationSum> = HashMap::new();
    for at in rows {
        let row = &tree.rows[*at as usize];
        let Some(operation) = row.operation else {
            continue;
        };
        let sum = sums.entry(operation).or_insert_with(|| {
            let of = &tree.names.operations[operation as usize];
            OperationSum::new(
                tree.names.services[of.service as usize].clone(),
                of.name.clone(),
                *at,
            )
        });
        let nanos = row.time.nanos();
        sum.spans += 1;
        sum.errors += u32::from(row.is_error());
        sum.total = sum.total.saturating_add(nanos);
        sum.own = sum.own.saturating_add(analysis.times.own[*at as usize]);
        let under_way = analysis.times.under_way[*at as usize];
        sum.under_way = sum.under_way.saturating_add(under_way);
        sum.critical = sum
            .critical
            .saturating_add(analysis.path.nanos[*at as usize]);
        sum.longest = sum.longest.max(nanos);
    }
    let mut sums: Vec<_> = sums.into_values().collect();
    sums.sort_unstable_by_key(|sum| (std::cmp::Reverse((sum.critical, sum.own)), sum.place));
    sums
}
