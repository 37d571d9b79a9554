//! Lists of traces.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use trace_model::TraceId;
use trace_store::Store;
use trace_store::search::{Cursor, Order, Search};

use super::asked::Asked;
use super::failure::Failure;
use super::shapes::{Resolved, SearchQuery, TraceLine, Traces};
use crate::query;

/// However many are asked for, an answer holds no more.
const MOST: usize = 1_000;

/// So far the traces that match are counted, where that is not dear.
const COUNT_TO: u64 = 1_000;

#[derive(Debug, Deserialize)]
pub(super) struct Text {
    text: String,
    limit: Option<usize>,
}

pub(super) async fn resolve(
    State(store): State<Arc<dyn Store>>,
    Asked(Text { text, limit }): Asked<Text>,
) -> Result<Json<Resolved>, Failure> {
    let limit = limit.unwrap_or(20).min(MOST);
    let found = store.resolve(&text, limit).await?;
    Ok(Json(Resolved {
        traces: found.value.iter().map(TraceId::to_string).collect(),
        coverage: found.coverage.into(),
    }))
}

pub(super) async fn search(
    State(store): State<Arc<dyn Store>>,
    Asked(asked): Asked<SearchQuery>,
) -> Result<Json<Traces>, Failure> {
    let order = match asked.order.as_str() {
        "" | "newest" => Order::Newest,
        "slowest" => Order::Slowest,
        other => {
            let message = format!("the order `{other}`, where `newest` and `slowest` are known");
            return Err(Failure::not_understood(message));
        }
    };
    let search = Search {
        filter: query::parse(&asked.q)?,
        from_unix_nanos: asked.from.unwrap_or(0),
        to_unix_nanos: asked.to.unwrap_or(u64::MAX),
        order,
        limit: asked.limit.unwrap_or(20).min(MOST),
        after: asked.after.as_deref().map(cursor).transpose()?,
        count_to: COUNT_TO,
    };
    let found = store.search(&search).await?;
    Ok(Json(Traces {
        traces: found
            .value
            .traces
            .iter()
            .map(|hit| (&hit.summary).into())
            .collect(),
        matched: found.value.matched,
        matched_is_exact: found.value.matched_is_exact,
        next: found
            .value
            .next
            .map(|at| format!("{}-{}", at.key, at.trace_id)),
        coverage: found.coverage.into(),
    }))
}

fn cursor(text: &str) -> Result<Cursor, Failure> {
    let parts = text.split_once('-').and_then(|(key, id)| {
        Some(Cursor {
            key: key.parse().ok()?,
            trace_id: id.parse().ok()?,
        })
    });
    parts.ok_or_else(|| Failure::not_understood(format!("`{text}` is not the `next` of an answer")))
}

#[derive(Debug, Deserialize)]
pub(super) struct Limit {
    limit: Option<usize>,
}

pub(super) async fn slow(
    State(store): State<Arc<dyn Store>>,
    Asked(Limit { limit }): Asked<Limit>,
) -> Result<Json<Traces>, Failure> {
    let slow = store.slow(limit.unwrap_or(20).min(100)).await?;
    let traces: Vec<TraceLine> = slow.value.iter().map(TraceLine::from).collect();
    Ok(Json(Traces {
        matched: traces.len() as u64,
        matched_is_exact: false,
        traces,
        next: None,
        coverage: slow.coverage.into(),
    }))
}
