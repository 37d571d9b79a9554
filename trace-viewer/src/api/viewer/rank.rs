//! Where a duration stands among those of its operation.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use trace_model::Span;
use trace_store::rollup::{Cell, Operation};
use trace_store::{ReadError, Store};

use super::asked::Asked;
use super::failure::Failure;
use super::period;
use super::shapes::{Rank, RankQuery};

const A_DAY: u64 = 1_440;

pub(super) async fn rank(
    State(store): State<Arc<dyn Store>>,
    Asked(query): Asked<RankQuery>,
) -> Result<Json<Rank>, Failure> {
    let minutes = period::minutes(query.minutes, A_DAY);
    let is_meant = |operation: &Operation| {
        *operation.service == *query.service
            && *operation.name == *query.operation
            && query
                .kind
                .as_deref()
                .is_none_or(|kind| operation.kind.as_str() == kind)
    };
    Ok(Json(
        among(&*store, minutes, query.duration_nano, is_meant).await?,
    ))
}

/// The rank of a span within a day.
pub(super) async fn of_span(store: &dyn Store, span: &Span) -> Result<Rank, ReadError> {
    let service = span.service();
    let is_meant = |operation: &Operation| {
        operation.service == service && operation.name == span.name && operation.kind == span.kind
    };
    among(store, A_DAY, span.duration_nanos(), is_meant).await
}

async fn among(
    store: &dyn Store,
    minutes: u64,
    nanos: u64,
    is_meant: impl Fn(&Operation) -> bool,
) -> Result<Rank, ReadError> {
    let counted = store.roll_ups(period::until_now(minutes)).await?;
    let mut all = Cell::default();
    for ((operation, _), cell) in &counted.value.operations {
        if is_meant(operation) {
            all.merge(cell);
        }
    }
    Ok(Rank {
        share: all.durations.rank(nanos),
        count: all.count,
        minutes,
        coverage: counted.coverage.into(),
    })
}
