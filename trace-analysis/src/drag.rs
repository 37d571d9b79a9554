//! How much a row holds up the trace.

use crate::critical_path::CriticalPath;
use crate::tree::Tree;

/// By how much the trace would be shorter if a row took no time at all, at most: before
/// that, another path becomes the longest one. As long as [`Tree::rows`]; nothing for rows
/// that are not on the critical path.
///
/// An upper bound: what began late because something else was late is not known.
pub(crate) fn drag(tree: &Tree, path: &CriticalPath) -> Vec<u64> {
    let mut drag = vec![0_u64; tree.rows.len()];
    if let Some(first) = drag.first_mut() {
        *first = tree.time().nanos();
    }
    let mut ends: Vec<u64> = Vec::new();
    for row in 0..tree.rows.len() as u32 {
        if !path.holds(row) {
            continue;
        }
        // Where else time could not be saved: another child ends there. Only those that are
        // not waited for themselves count: the others move with what is before them.
        ends.clear();
        let off_path = tree.children(row).filter(|child| !path.holds(*child));
        ends.extend(off_path.map(|child| tree.rows[child as usize].time.end));
        ends.sort_unstable();
        for child in tree.children(row).filter(|child| path.holds(*child)) {
            let time = path.parts[child as usize];
            let before = ends.partition_point(|end| *end <= time.end);
            let limit = ends[..before].last().copied().unwrap_or(0);
            let local = time.end - limit.clamp(time.start, time.end);
            drag[child as usize] = local.min(drag[row as usize]);
        }
    }
    drag
}
