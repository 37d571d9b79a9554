//! What the collector has counted, and what follows from it.

use std::sync::LazyLock;

use crate::buffer::Totals;
use crate::buffer::sync::{AtomicU64, Ordering};
use crate::counters::DropReason;

/// What the collector of this process has counted.
pub(crate) fn ledger() -> &'static Ledger {
    static LEDGER: LazyLock<Ledger> = LazyLock::new(Ledger::new);
    &LEDGER
}

/// The collector alone writes it.
pub(crate) struct Ledger {
    taken: AtomicU64,
    exported: AtomicU64,
    dropped: [AtomicU64; DropReason::COUNT],
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Ledger {
            taken: AtomicU64::new(0),
            exported: AtomicU64::new(0),
            dropped: std::array::from_fn(|_| AtomicU64::new(0)),
        }
    }

    /// Counts spans that were copied out of the buffers.
    pub(crate) fn taken(&self, spans: u64) {
        self.taken.fetch_add(spans, Ordering::Release);
    }

    /// Counts spans that were delivered, after `taken`.
    pub(crate) fn exported(&self, spans: u64) {
        self.exported.fetch_add(spans, Ordering::Release);
    }

    /// Counts spans that were not, after `taken`.
    pub(crate) fn dropped(&self, why: DropReason, spans: u64) {
        self.dropped[why as usize].fetch_add(spans, Ordering::Release);
    }

    /// Spans that were delivered, and that were dropped, by the collector so far.
    pub(crate) fn settled(&self) -> (u64, u64) {
        let exported = self.exported.load(Ordering::Acquire);
        let dropped = self.dropped.iter().map(|of| of.load(Ordering::Acquire));
        (exported, dropped.sum())
    }
}

/// Where all the spans are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) started: u64,
    pub(crate) exported: u64,
    pub(crate) open: u64,
    pub(crate) buffered: u64,
    pub(crate) exporting: u64,
    pub(crate) dropped: [u64; DropReason::COUNT],
}

impl Balance {
    /// Adds up what the collector and the threads have counted. `abandoned` says
    /// for what reason nobody will come for what is in the buffers, if so.
    ///
    /// What comes later in the life of a span is read first, so that no
    /// difference below is negative, and no span is counted as lost that the
    /// collector fetches meanwhile.
    pub(crate) fn of(
        ledger: &Ledger,
        abandoned: impl FnOnce() -> Option<DropReason>,
        totals: impl FnOnce() -> Totals,
    ) -> Balance {
        let abandoned = abandoned();
        let exported = ledger.exported.load(Ordering::Acquire);
        let mut dropped = ledger
            .dropped
            .each_ref()
            .map(|of| of.load(Ordering::Acquire));
        let settled = exported + dropped.iter().sum::<u64>();
        let taken = ledger.taken.load(Ordering::Acquire);
        let totals = totals();
        for (dropped, refused) in dropped.iter_mut().zip(totals.refused) {
            *dropped += refused;
        }
        let refused = totals.refused.iter().sum::<u64>();
        let mut buffered = totals.ended.saturating_sub(taken + refused);
        let mut exporting = taken.saturating_sub(settled);
        let mut open = totals.started.saturating_sub(totals.ended);
        if let Some(why) = abandoned {
            dropped[why as usize] += buffered + exporting;
            (buffered, exporting) = (0, 0);
            if why == DropReason::Shutdown {
                dropped[DropReason::StillOpen as usize] += open;
                open = 0;
            }
        }
        Balance {
            started: totals.started,
            exported,
            open,
            buffered,
            exporting,
            dropped,
        }
    }
}
