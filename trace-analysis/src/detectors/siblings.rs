//! The children of one row, as the detectors look at them.

use crate::interval::Interval;
use crate::tree::Tree;

/// The children of one row.
pub(super) struct Siblings<'a> {
    pub(super) tree: &'a Tree,
    pub(super) parent: u32,
    /// In the order of their starts.
    pub(super) rows: &'a [u32],
}

impl Siblings<'_> {
    pub(super) fn time(&self, row: u32) -> Interval {
        self.tree.rows[row as usize].time
    }

    pub(super) fn parent_nanos(&self) -> u64 {
        self.time(self.parent).nanos()
    }

    /// Enough of the whole trace to be worth a word: 1 %.
    pub(super) fn is_worth_a_word(&self, nanos: u64) -> bool {
        nanos > 0 && u128::from(nanos) * 100 >= u128::from(self.tree.time().nanos())
    }
}
