//! Rows that an answer has left out.

use std::cmp::Reverse;

use trace_analysis::{Analysis, Window};
use trace_model::{SpanId, Trace};

use super::failure::Failure;
use super::opened::Opened;
use super::rows::{self, start};
use super::shapes::{Branch, TreeQuery};

/// So many children are told, unless asked otherwise.
const CHILDREN: u32 = 200;
/// So many rows are told at most, those above them not counted.
const MOST: u32 = 5_000;

/// The children of the span `under` that follow the first ones.
pub(super) fn branch(opened: &Opened, under: &str, query: &TreeQuery) -> Result<Branch, Failure> {
    let analysis = &opened.analysis;
    let above = above(&opened.trace, analysis, under)?;
    let limit = query.limit.unwrap_or(CHILDREN).min(MOST);
    let window = Window::under(analysis, &above, query.after as usize, limit as usize);
    let until = query.after + (window.rows.len() - above.len()) as u32;
    let all = (above.last()).map_or(0, |row| analysis.tree.children(*row).count());
    let next = ((until as usize) < all).then_some(until);
    Ok(told(opened, &window, next))
}

/// The rows at these places, with commas between them, and all rows above them.
pub(super) fn around(opened: &Opened, places: &str) -> Result<Branch, Failure> {
    let tree = &opened.analysis.tree;
    let all = tree.rows.len();
    let row = |text: &str| {
        let place: Option<u32> = text.parse().ok();
        let shown: String = text.chars().take(80).collect();
        (place.filter(|place| (*place as usize) < all)).ok_or_else(|| {
            Failure::not_understood(format!("`{shown}` is not a place: the tree has {all} rows"))
        })
    };
    let wanted = places.split(',').map(row).collect::<Result<Vec<_>, _>>()?;
    let window = Window::around(tree, &wanted, MOST as usize);
    Ok(told(opened, &window, None))
}

fn told(opened: &Opened, window: &Window, next: Option<u32>) -> Branch {
    let analysis = &opened.analysis;
    let start = start(analysis);
    let (rows, strings) = rows::of(&opened.trace, analysis, start, Some(window));
    Branch {
        trace_id: opened.trace.id.to_string(),
        start_unix_nano: start,
        strings,
        rows,
        span_count: opened.span_count,
        next,
    }
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
