//! Of many calls at the same time, one took much longer than all others.

use super::finding::{Finding, FindingKind};
use super::siblings::Siblings;

/// From this many calls on.
const LEAST_CALLS: usize = 4;
/// How much longer than the median of the others.
const TIMES: u64 = 3;

/// Looks at siblings of one operation: the last to end took three times as long as the
/// others in the median, and ran while they did.
pub(super) fn find(group: &Siblings<'_>) -> Option<Finding> {
    if group.rows.len() < LEAST_CALLS {
        return None;
    }
    let slowest = (group.rows.iter().copied()).max_by_key(|row| group.time(*row).end)?;
    let others = group.rows.iter().filter(|row| **row != slowest);
    let mut ends: Vec<u64> = others.clone().map(|row| group.time(*row).end).collect();
    let mut lengths: Vec<u64> = others.map(|row| group.time(*row).nanos()).collect();
    let middle = lengths.len() / 2;
    let median_nanos = *lengths.select_nth_unstable(middle).1;
    let middle_end = *ends.select_nth_unstable(middle).1;
    let last_end = ends.iter().copied().max()?;
    let time = group.time(slowest).clip(group.time(group.parent));
    let at_once = time.start < middle_end;
    let nanos = time.end.saturating_sub(last_end);
    let straggles = at_once && time.nanos() > median_nanos.saturating_mul(TIMES);
    (straggles && group.is_worth_a_word(nanos)).then(|| Finding {
        kind: FindingKind::Straggler {
            calls: group.rows.len() as u64,
            median_nanos,
            slowest_nanos: time.nanos(),
        },
        row: group.parent,
        rows: vec![slowest],
        nanos,
    })
}
