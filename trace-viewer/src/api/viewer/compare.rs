//! Two traces, side by side.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use trace_analysis::{Analysis, Comparison};
use trace_model::TraceId;
use trace_store::Store;

use super::asked::Asked;
use super::failure::{Failure, trace_id};
use super::merged::{Pair, merged};
use super::shapes::{Compared, ComparedRow, ComparedSide, ComparedTrace, ComparisonQuery};
use crate::number::nanos;
use crate::said;

pub(super) async fn compare(
    State(store): State<Arc<dyn Store>>,
    Asked(asked): Asked<ComparisonQuery>,
) -> Result<Json<Compared>, Failure> {
    let before = analysed(&*store, trace_id(&asked.a)?).await?;
    let after = analysed(&*store, trace_id(&asked.b)?).await?;
    let comparison = Comparison::of(&before.analysis.tree, &after.analysis.tree);
    let pairs = merged(&comparison, &before.analysis.tree, &after.analysis.tree);
    let rows: Vec<ComparedRow> = pairs
        .iter()
        .map(|pair| row(pair, &before.analysis, &after.analysis))
        .collect();
    Ok(Json(Compared {
        sentence: sentence(&before, &after, &rows),
        before: before.described(),
        after: after.described(),
        rows,
    }))
}

/// A trace, and what is known of it.
struct Analysed {
    id: TraceId,
    start: u64,
    duration: u64,
    spans: usize,
    analysis: Analysis,
}

async fn analysed(store: &dyn Store, id: TraceId) -> Result<Analysed, Failure> {
    let stored = store.trace(id).await?.value;
    let trace = stored.ok_or_else(|| Failure::no_trace(id))?.trace;
    let (start, end) = trace.interval().unwrap_or_default();
    Ok(Analysed {
        id,
        start,
        duration: end - start,
        spans: trace.spans.len(),
        analysis: Analysis::of(&trace),
    })
}

impl Analysed {
    fn described(&self) -> ComparedTrace {
        ComparedTrace {
            trace_id: self.id.to_string(),
            start_unix_nano: self.start,
            duration_nano: self.duration,
            span_count: self.spans as u64,
            sentence: said::sentence(&self.analysis),
        }
    }
}

fn row(pair: &Pair, before: &Analysis, after: &Analysis) -> ComparedRow {
    let side = |row: Option<u32>, analysis: &Analysis| {
        let row = row?;
        let start = analysis.tree.rows.first()?.time.start;
        let time = analysis.tree.rows[row as usize].time;
        Some(ComparedSide {
            row,
            start: time.start.saturating_sub(start),
            duration: time.nanos(),
            own: analysis.times.own[row as usize],
            under_way: analysis.times.under_way[row as usize],
            critical: analysis.path.nanos[row as usize],
        })
    };
    let name = |row: u32, analysis: &Analysis| {
        let tree = &analysis.tree;
        let name = |name: Option<&Arc<str>>| name.cloned().unwrap_or_else(|| "".into());
        (name(tree.service_name(row)), name(tree.operation_name(row)))
    };
    let (service, operation) = match (pair.after, pair.before) {
        (Some(row), _) => name(row, after),
        (None, Some(row)) => name(row, before),
        (None, None) => ("".into(), "".into()),
    };
    ComparedRow {
        depth: pair.depth,
        service,
        operation,
        before: side(pair.before, before),
        after: side(pair.after, after),
    }
}

/// By how much the second is slower or faster, and where most of it lies.
fn sentence(before: &Analysed, after: &Analysed, rows: &[ComparedRow]) -> String {
    let (was, is) = (before.duration, after.duration);
    let how = match is.cmp(&was) {
        std::cmp::Ordering::Less => "faster",
        std::cmp::Ordering::Equal => return "both take as long".to_owned(),
        std::cmp::Ordering::Greater => "slower",
    };
    let difference = is.abs_diff(was);
    let mut said = format!(
        "the second is {how} by {} ({} → {})",
        nanos(difference),
        nanos(was),
        nanos(is)
    );
    // What its own time, its network's, or its coming and going adds in the direction of the
    // whole.
    let added = |row: &ComparedRow| {
        let alone = |side: &Option<ComparedSide>| side.map_or(0, |side| side.own + side.under_way);
        let (was, is) = (alone(&row.before), alone(&row.after));
        if how == "slower" {
            is.saturating_sub(was)
        } else {
            was.saturating_sub(is)
        }
    };
    let most = rows.iter().max_by_key(|row| added(row));
    if let Some(row) = most.filter(|row| added(row) * 10 >= difference) {
        let is_under_way = [&row.before, &row.after]
            .into_iter()
            .any(|side| side.is_some_and(|side| side.under_way > side.own));
        let network = if is_under_way {
            "network and queue of "
        } else {
            ""
        };
        let place = format!("{network}`{}` of `{}`", row.operation, row.service);
        let part = nanos(added(row).min(difference));
        said += &match (&row.before, &row.after) {
            (None, _) => format!(", of which {part} in {place}, which the first does not have"),
            (_, None) => format!(", of which {part} in {place}, which the second does not have"),
            _ => format!(", of which {part} in {place}"),
        };
    }
    said
}
