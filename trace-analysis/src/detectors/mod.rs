//! Patterns that cost time, and that can be changed.

// From the top down: a module stands above what it imports.
mod n_plus_one;
mod retry;
mod serial;
mod straggler;
mod waiting;

mod finding;
mod siblings;

pub use finding::{Finding, FindingKind};

use trace_model::Trace;

use crate::self_time::SelfTime;
use crate::tree::Tree;
use siblings::Siblings;

/// How many findings are kept: the ones that cost most.
const KEPT: usize = 100;

/// Looks for all patterns; what costs most comes first.
pub(crate) fn find(
    trace: &Trace,
    tree: &Tree,
    servers: &[Option<u32>],
    times: &SelfTime,
) -> Vec<Finding> {
    let mut found = Vec::new();
    waiting::find(trace, tree, times, &mut found);
    let mut children: Vec<u32> = Vec::new();
    for parent in 0..tree.rows.len() as u32 {
        children.clear();
        children.extend(tree.children(parent));
        if children.len() < 2 || tree.rows[parent as usize].span().is_none() {
            continue;
        }
        let all = Siblings {
            tree,
            parent,
            rows: &children,
        };
        serial::find(trace, servers, &all, &mut found);
        // Within an operation the order of time stays: the sort is stable.
        children.sort_by_key(|row| tree.rows[*row as usize].operation);
        let same = |one: &u32, other: &u32| {
            tree.rows[*one as usize].operation == tree.rows[*other as usize].operation
        };
        for group in children.chunk_by(same).filter(|group| group.len() > 1) {
            let group = Siblings {
                tree,
                parent,
                rows: group,
            };
            retry::find(trace, &group, &mut found);
            found.extend(n_plus_one::find(&group));
            found.extend(straggler::find(&group));
        }
    }
    found.sort_by_key(|finding| (std::cmp::Reverse(finding.nanos), finding.row));
    found.truncate(KEPT);
    found
}
