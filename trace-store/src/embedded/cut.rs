//! A trace that is longer than one may be.

use trace_model::Span;

/// Of ten spans that are kept, so many are the first ones; the others are the failed ones and
/// the slowest ones of the rest.
const FIRST: usize = 8;

/// Which spans of a long trace are kept: `room` of them at most. `None` if all are.
pub(super) fn kept(spans: &[Span], room: usize) -> Option<Vec<bool>> {
    if spans.len() <= room {
        return None;
    }
    let first = room / 10 * FIRST;
    let mut kept = vec![false; spans.len()];
    kept[..first].fill(true);
    let mut rest: Vec<usize> = (first..spans.len()).collect();
    let key = |at: &usize| (spans[*at].is_error(), spans[*at].duration_nanos());
    // The failed and slow ones first; of equals, the one that came first.
    rest.sort_by_key(|at| std::cmp::Reverse(key(at)));
    for at in rest.into_iter().take(room - first) {
        kept[at] = true;
    }
    Some(kept)
}
