//! Children of a span that an answer has left out.

use std::cmp::Reverse;

use trace_analysis::{Analysis, Times, Window};
use trace_model::{SpanId, Trace};

use super::failure::Failure;
use super::rows;
use super::shapes::{Branch, TreeQuery, TreeTimes};

/// So many children are told, unless asked otherwise.
const CHILDREN: u32 = 200;
/// So many children are told at most.
const MOST_CHILDREN: u32 = 5_000;

/// The children of the span `under` that follow the first ones.
pub(super) fn branch(trace: &Trace, under: &str, query: &TreeQuery) -> Result<Branch, Failure> {
    let analysis = Analysis::with(trace, times(query.times));
    let above = above(trace, &analysis, under)?;
    let limit = query.limit.unwrap_or(CHILDREN).min(MOST_CHILDREN);
    let window = Window::under(&analysis, &above, query.after as usize, limit as usize);
    let told = query.after + (window.rows.len() - above.len()) as u32;
    let all = (above.last()).map_or(0, |row| analysis.tree.children(*row).count());
    let start = start(&analysis);
    let (rows, strings) = rows::of(trace, &analysis, start, Some(&window));
    Ok(Branch {
        trace_id: trace.id.to_string(),
        start_unix_nano: start,
        strings,
        rows,
        span_count: rows::spans(&analysis),
        next: ((told as usize) < all).then_some(told),
    })
}

/// The row of a span; before it the row above, where the two share the id.
fn above(trace: &Trace, analysis: &Analysis, under: &str) -> Result<Vec<u32>, Failure> {
    let tree = &analysis.tree;
    if under.is_empty() {
        return Ok(if tree.rows.is_empty() {
            vec![]
        } else {
            vec![0]
        });
    }
    let shown: String = under.chars().take(80).collect();
    let id: SpanId = under.to_ascii_lowercase().parse().map_err(|_| {
        Failure::not_understood(format!("`{shown}` is not a span id of 16 hex digits"))
    })?;
    let has_id = |row: &u32| rows::id(trace, &tree.rows[*row as usize]) == Some(id);
    let found = (0..tree.rows.len() as u32).filter(has_id);
    // Of spans that share an id, one has the children.
    let row = found.min_by_key(|row| Reverse(tree.children(*row).count()));
    let row =
        row.ok_or_else(|| Failure::not_found(format!("the trace {} has no span {id}", trace.id)))?;
    let parent = tree.rows[row as usize].parent.filter(has_id);
    Ok(parent.into_iter().chain([row]).collect())
}

/// The earliest start: a clock may be wrong, and a child begin before its root.
pub(super) fn start(analysis: &Analysis) -> u64 {
    let starts = analysis.tree.rows.iter().map(|row| row.time.start);
    starts.min().unwrap_or_default()
}

/// Whose clocks the times are by.
pub(super) fn times(times: TreeTimes) -> Times {
    match times {
        TreeTimes::Best => Times::Best,
        TreeTimes::Sent => Times::Sent,
        TreeTimes::Adjusted => Times::Adjusted,
    }
}
