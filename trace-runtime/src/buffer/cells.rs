//! The counters of each thread.
//!
//! A shared counter costs 5 ns, and 18 ns once two processors use it. So each
//! thread counts in cells of its own with a load and a store, and who wants to
//! know adds them up.

use super::sync::{AtomicU64, Ordering};
use crate::counters::DropReason;

/// What one thread has counted. A cache line of its own, so that threads do not
/// slow each other down.
#[derive(Debug)]
#[repr(align(64))]
pub(crate) struct Cells {
    started: AtomicU64,
    ended: AtomicU64,
    refused: [AtomicU64; DropReason::OF_BUFFER],
}

impl Cells {
    pub(crate) fn new() -> Self {
        Cells {
            started: AtomicU64::new(0),
            ended: AtomicU64::new(0),
            refused: std::array::from_fn(|_| AtomicU64::new(0)),
        }
    }

    /// For the owning thread alone.
    #[inline]
    pub(crate) fn started(&self) {
        bump(&self.started);
    }

    /// For the owning thread alone, before it publishes the record.
    #[inline]
    pub(crate) fn ended(&self) {
        bump(&self.ended);
    }

    /// For the owning thread alone, after `ended`.
    pub(crate) fn refused(&self, why: DropReason) {
        bump(&self.refused[why as usize]);
    }

    /// Counts a span that starts, in cells that several threads use.
    pub(crate) fn started_shared(&self) {
        self.started.fetch_add(1, Ordering::Release);
    }

    pub(crate) fn ended_shared(&self) {
        self.ended.fetch_add(1, Ordering::Release);
    }

    pub(crate) fn refused_shared(&self, why: DropReason) {
        self.refused[why as usize].fetch_add(1, Ordering::Release);
    }
}

/// Adds one without a read-modify-write: nobody else writes.
#[inline]
fn bump(counter: &AtomicU64) {
    counter.store(counter.load(Ordering::Relaxed) + 1, Ordering::Release);
}

/// The sums over all threads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) started: u64,
    pub(crate) ended: u64,
    pub(crate) refused: [u64; DropReason::OF_BUFFER],
}

impl Totals {
    /// Adds up so that no span that is seen to end was not seen to start: what
    /// comes later in the life of a span is read first.
    pub(crate) fn of(all: &[&Cells]) -> Totals {
        let sum = |of: &dyn Fn(&Cells) -> &AtomicU64| {
            let values = all.iter().map(|cells| of(cells).load(Ordering::Acquire));
            values.fold(0, u64::wrapping_add)
        };
        let refused = std::array::from_fn(|why| sum(&|cells| &cells.refused[why]));
        let ended = sum(&|cells| &cells.ended);
        let started = sum(&|cells| &cells.started);
        Totals {
            started,
            ended,
            refused,
        }
    }
}
