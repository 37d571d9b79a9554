//! Who links to a trace.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use trace_model::TraceId;
use trace_store::Store;
use trace_store::search::{
    Comparison, Condition, Literal, Search, SpanFilter, Subject, TraceFilter,
};

use super::failure::{Failure, trace_id};
use super::shapes::{LinkLine, LinkedFrom};

/// So many traces are read for their links.
const TRACES: usize = 20;
/// So many links are told.
const LINKS: usize = 100;

pub(super) async fn linked(
    State(store): State<Arc<dyn Store>>,
    Path(id): Path<String>,
) -> Result<Json<LinkedFrom>, Failure> {
    let id = trace_id(&id)?;
    let found = store.search(&to(id)).await?;
    let mut is_whole = found.value.matched_is_exact && found.value.next.is_none();
    let mut links = Vec::new();
    for hit in &found.value.traces {
        // A trace may link to itself: that is no other one.
        if hit.summary.trace_id == id {
            continue;
        }
        let Some(stored) = store.trace(hit.summary.trace_id).await?.value else {
            continue;
        };
        for span in &stored.trace.spans {
            let of_span = span.links.iter().filter(|link| link.trace_id == id);
            links.extend(of_span.map(|link| LinkLine {
                to: link.span_id.to_string(),
                span_id: span.span_id.to_string(),
                trace: (&hit.summary).into(),
            }));
            if links.len() > LINKS {
                break;
            }
        }
    }
    is_whole &= links.len() <= LINKS;
    links.truncate(LINKS);
    Ok(Json(LinkedFrom {
        links,
        is_whole,
        coverage: found.coverage.into(),
    }))
}

/// The newest traces with a link to this one.
fn to(id: TraceId) -> Search {
    let condition = Condition {
        subject: Subject::LinkedTrace,
        comparison: Comparison::Equal(Literal::Text(id.to_string().into())),
    };
    Search {
        filter: TraceFilter::Spans(SpanFilter::Is(condition)),
        limit: TRACES,
        ..Search::default()
    }
}
