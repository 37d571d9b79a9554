//! The structure of one trace, and what it says.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use trace_analysis::{Analysis, Times};
use trace_store::{Store, StoredTrace};

use super::asked::Asked;
use super::failure::{Failure, trace_id};
use super::rows;
use super::shapes::{
    Coverage, ErrorCause, PathSection, Pattern, StoredNotes, Tree, TreeQuery, TreeTimes,
};
use crate::said;

pub(super) async fn tree(
    State(store): State<Arc<dyn Store>>,
    Path(id): Path<String>,
    Asked(query): Asked<TreeQuery>,
) -> Result<Json<Tree>, Failure> {
    let id = trace_id(&id)?;
    let answer = store.trace(id).await?;
    let stored = answer.value.ok_or_else(|| Failure::no_trace(id))?;
    Ok(Json(of(&stored, answer.coverage.into(), query.times)))
}

/// The tree of a trace.
pub(crate) fn of(stored: &StoredTrace, coverage: Coverage, times: TreeTimes) -> Tree {
    let trace = &stored.trace;
    let analysis = Analysis::with(
        trace,
        match times {
            TreeTimes::Best => Times::Best,
            TreeTimes::Sent => Times::Sent,
            TreeTimes::Adjusted => Times::Adjusted,
        },
    );
    // A clock may be wrong, and a child begin before its root.
    let times = || analysis.tree.rows.iter().map(|row| row.time);
    let start = times().map(|time| time.start).min().unwrap_or_default();
    let end = times().map(|time| time.end).max().unwrap_or_default();
    let (rows, strings) = rows::of(trace, &analysis, start);
    let messages = said::Causes::of(trace, &analysis);
    let causes = analysis.errors.iter().flat_map(|errors| &errors.causes);
    let causes = causes.map(|cause| ErrorCause {
        row: cause.row,
        message: messages.get(cause.row).unwrap_or_default().to_owned(),
        handled_by: cause.handled_by,
    });
    let sections = analysis.path.sections.iter();
    let patterns = analysis.findings.iter().map(|finding| Pattern {
        sentence: finding.sentence(&analysis.tree),
        row: finding.row,
        rows: finding.rows.clone(),
        lost: finding.nanos,
    });
    Tree {
        trace_id: trace.id.to_string(),
        start_unix_nano: start,
        duration_nano: end - start,
        sentence: said::sentence(&analysis),
        findings: said::findings(&analysis, &messages),
        causes: causes.collect(),
        patterns: patterns.collect(),
        path: sections
            .map(|section| PathSection {
                row: section.row,
                start: section.time.start - start,
                duration: section.time.nanos(),
            })
            .collect(),
        is_adjusted: analysis.skew.adjusted,
        strings,
        rows,
        stored: StoredNotes {
            cut_from: stored.cut_from,
            lines_cut_from: stored.lines_cut_from,
            is_settled: stored.is_settled,
            pin: stored.pin.as_ref().map(|pin| pin.note.to_string()),
            coverage,
        },
    }
}
