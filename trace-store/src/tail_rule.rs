//! Which traces a store keeps, of all that settle.

use crate::summary::Summary;

/// Which traces are kept: all with a failed span, all slow ones, and a share of the rest.
///
/// What is counted and drawn as percentiles is of all traces: the rule is applied afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TailRule {
    /// A trace that takes this long, in nanoseconds, is slow.
    pub slow_nanos: u64,
    /// How many of a hundred others are kept. The id decides, so that every store with the
    /// same rule keeps the same traces.
    pub keep_percent: u8,
}

impl TailRule {
    /// Whether a trace is kept.
    pub(crate) fn keeps(&self, summary: &Summary) -> bool {
        summary.error_count > 0
            || summary.duration_nanos >= self.slow_nanos
            || lot(summary.trace_id.to_u128()) < self.keep_percent.into()
    }
}

/// A number below 100 that is the same wherever the trace is judged. Ids that are not random,
/// such as those that count, are spread by the multiplication.
fn lot(id: u128) -> u128 {
    const SPREAD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
    (id.wrapping_mul(SPREAD) >> 64) % 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_ids_is_drawn_whether_they_count_or_not() {
        let drawn = |id: &u128| lot(*id) < 10;
        let counting = (1..=10_000).filter(drawn).count();
        let scattered = (1..=10_000_u128)
            .map(|n| (n * n * n) << 70 | n << 3)
            .filter(drawn)
            .count();
        for share in [counting, scattered] {
            assert!((850..1_150).contains(&share), "{share} of 10,000");
        }
    }
}
