//! Which rows of a trace somebody means: what the find box and the filters of the page say.

use trace_analysis::Row;

use super::failure::Failure;
use super::found::Finder;
use super::opened::Opened;
use super::shapes::RowsQuery;

/// From this share of the longest row below the first on, a row is slow.
const SLOW: f64 = 0.7;

/// The places of the rows for which all holds that is asked for, in order. The page does the
/// same with the rows that it has (`find.js`, `view.js`).
pub(super) fn chosen(opened: &Opened, query: &RowsQuery) -> Result<Vec<u32>, Failure> {
    let analysis = &opened.analysis;
    let rows = &analysis.tree.rows;
    let only = Only::read(&query.only)?;
    let nanos = |row: &Row| row.time.nanos() as f64;
    let start = rows.iter().map(|row| row.time.start).min();
    let end = rows.iter().map(|row| row.time.end).max();
    let whole = (end.unwrap_or_default() - start.unwrap_or_default()) as f64;
    let below = rows.iter().filter(|row| row.depth > 0).map(nanos);
    let longest = below.fold(0.0, f64::max);
    let slow = SLOW * if longest > 0.0 { longest } else { whole };
    let shortest = query.shortest * whole;
    let text = query.q.trim();
    let mut finder = (!text.is_empty()).then(|| Finder::new(opened, text));
    let mut chosen = Vec::new();
    for (at, row) in (0_u32..).zip(rows) {
        let is_kept = (!only.errors || row.is_error())
            && (!only.path || analysis.path.nanos[at as usize] > 0)
            && (!only.slow || nanos(row) >= slow)
            && nanos(row) >= shortest;
        if is_kept && finder.as_mut().is_none_or(|finder| finder.finds(at, row)) {
            chosen.push(at);
        }
    }
    Ok(chosen)
}

/// The filters that are either on or off.
#[derive(Debug, Default)]
struct Only {
    errors: bool,
    path: bool,
    slow: bool,
}

impl Only {
    fn read(text: &str) -> Result<Self, Failure> {
        let mut only = Only::default();
        for name in text.split('.').filter(|name| !name.is_empty()) {
            match name {
                "errors" => only.errors = true,
                "path" => only.path = true,
                "slow" => only.slow = true,
                other => {
                    let shown: String = other.chars().take(80).collect();
                    return Err(Failure::not_understood(format!(
                        "`only` has `{shown}`: it may have `errors`, `path` and `slow`, with dots between them"
                    )));
                }
            }
        }
        Ok(only)
    }
}
