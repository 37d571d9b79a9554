//! The same operation, again and again, where one call for all would do.

use super::finding::{Finding, FindingKind, NAMED};
use super::siblings::Siblings;

/// From this many calls on.
const LEAST_CALLS: usize = 5;
/// From this share of the parent on, in percent.
const LEAST_PERCENT: u128 = 80;

/// Looks at siblings of one operation: five or more, one after the other, that make up four
/// fifths of their parent's time.
pub(super) fn find(group: &Siblings<'_>) -> Option<Finding> {
    if group.rows.len() < LEAST_CALLS {
        return None;
    }
    let (mut total, mut overlap, mut longest, mut until) = (0_u128, 0_u128, 0_u64, 0_u64);
    for row in group.rows {
        let time = group.time(*row).clip(group.time(group.parent));
        total += u128::from(time.nanos());
        overlap += u128::from(until.min(time.end).saturating_sub(time.start));
        longest = longest.max(time.nanos());
        until = until.max(time.end);
    }
    let parent = u128::from(group.parent_nanos());
    // Clocks and rounding may let neighbours overlap a little.
    let one_after_the_other = overlap * 100 <= total;
    if !one_after_the_other || total * 100 < parent * LEAST_PERCENT {
        return None;
    }
    let total_nanos = u64::try_from(total).unwrap_or(u64::MAX);
    let nanos = total_nanos.saturating_sub(longest);
    group.is_worth_a_word(nanos).then(|| Finding {
        kind: FindingKind::NPlusOne {
            calls: group.rows.len() as u64,
            total_nanos,
        },
        row: group.parent,
        rows: group.rows.iter().copied().take(NAMED).collect(),
        nanos,
    })
}
