//! The structure of one trace, and what it says.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use trace_analysis::{Analysis, Window};
use trace_store::{Store, StoredTrace};

use super::asked::Asked;
use super::branch::{around, branch};
use super::failure::{Failure, trace_id};
use super::opened::LastOpened;
use super::rows;
use super::shapes::{
    Coverage, ErrorCause, PathSection, Pattern, StoredNotes, Tree, TreeQuery, TreeTimes,
};
use crate::said;

/// Up to so many spans a tree is answered whole.
const WHOLE: usize = 50_000;
/// So many rows of a larger one come first.
const FIRST: usize = 10_000;
/// So many causes of errors are told of a larger one.
const CAUSES: usize = 1_000;

/// How much of a tree is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it, however large.
    Whole,
    /// Of a large one, the rows that are drawn first.
    Bounded,
}

pub(super) async fn tree(
    State(store): State<Arc<dyn Store>>,
    Extension(last): Extension<LastOpened>,
    Path(id): Path<String>,
    Asked(query): Asked<TreeQuery>,
) -> Result<Response, Failure> {
    let id = trace_id(&id)?;
    if query.under.is_none() && (query.after > 0 || query.limit.is_some()) {
        let message = "`after` and `limit` are of children: say of which span, with `under`";
        return Err(Failure::not_understood(message));
    }
    if query.under.is_some() && query.rows.is_some() {
        let message = "`under` asks for children, `rows` for single rows: one of them at a time";
        return Err(Failure::not_understood(message));
    }
    if query.under.is_some() || query.rows.is_some() {
        let opened = last.open(&*store, id, query.times, query.spans).await?;
        let branch = match &query.rows {
            Some(rows) => around(&opened, rows)?,
            None => branch(&opened, query.under.as_deref().unwrap_or_default(), &query)?,
        };
        return Ok(Json(branch).into_response());
    }
    let answer = store.trace(id).await?;
    let stored = answer.value.ok_or_else(|| Failure::no_trace(id))?;
    let tree = of(
        &stored,
        answer.coverage.into(),
        query.times,
        Extent::Bounded,
    );
    Ok(Json(tree).into_response())
}

/// The tree of a trace.
pub(crate) fn of(
    stored: &StoredTrace,
    coverage: Coverage,
    of_times: TreeTimes,
    extent: Extent,
) -> Tree {
    let trace = &stored.trace;
    let analysis = Analysis::with(trace, of_times.into());
    let rows = &analysis.tree.rows;
    let is_large = extent == Extent::Bounded && rows.len() > WHOLE;
    let window = is_large.then(|| Window::of(&analysis, FIRST));
    // What is told of a row that is left out is told of the nearest one above it.
    let place = |row: u32| match &window {
        Some(window) => window.nearest(&analysis.tree, row).unwrap_or(0),
        None => row,
    };
    let is_there = |row: u32| {
        window
            .as_ref()
            .is_none_or(|window| window.place(row).is_some())
    };
    let start = rows::start(&analysis);
    let end = rows
        .iter()
        .map(|row| row.time.end)
        .max()
        .unwrap_or_default();
    let messages = said::Causes::of(trace, &analysis);
    let causes = analysis.errors.iter().flat_map(|errors| &errors.causes);
    let causes = causes
        .filter(|cause| is_there(cause.row))
        .take(if is_large { CAUSES } else { usize::MAX })
        .map(|cause| ErrorCause {
            row: place(cause.row),
            message: messages.get(cause.row).unwrap_or_default().to_owned(),
            handled_by: cause.handled_by.map(place),
        });
    let patterns = analysis.findings.iter().map(|finding| Pattern {
        sentence: finding.sentence(&analysis.tree),
        row: place(finding.row),
        rows: (finding.rows.iter().copied())
            .filter(|row| is_there(*row))
            .map(place)
            .collect(),
        lost: finding.nanos,
    });
    let mut path: Vec<PathSection> = Vec::new();
    for section in &analysis.path.sections {
        let row = place(section.row);
        match path.last_mut().filter(|last| last.row == row) {
            Some(last) if is_large => last.duration += section.time.nanos(),
            _ => path.push(PathSection {
                row,
                start: section.time.start - start,
                duration: section.time.nanos(),
            }),
        }
    }
    let (told, strings) = rows::of(trace, &analysis, start, window.as_ref());
    Tree {
        trace_id: trace.id.to_string(),
        start_unix_nano: start,
        duration_nano: end - start,
        sentence: said::sentence(&analysis),
        findings: said::findings(&analysis, &messages),
        causes: causes.collect(),
        patterns: patterns.collect(),
        path,
        is_adjusted: analysis.skew.adjusted,
        strings,
        rows: told,
        span_count: rows::spans(&analysis),
        error_count: rows.iter().filter(|row| row.is_error()).count() as u32,
        stored: StoredNotes {
            cut_from: stored.cut_from,
            lines_cut_from: stored.lines_cut_from,
            is_settled: stored.is_settled,
            pin: stored.pin.as_ref().map(|pin| pin.note.to_string()),
            coverage,
        },
    }
}
