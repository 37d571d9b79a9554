//! What became of requests.

use std::sync::atomic::{AtomicU64, Ordering};

use trace_model::otlp::Refused;

use super::rejection::Rejection;

/// What became of the requests since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Requests that were taken, in part at least.
    pub taken: u64,
    /// Spans and lines of these requests that were refused, for what they cost or say.
    pub refused: u64,
    /// Requests that were none, or of a type or an encoding that is not known.
    pub malformed: u64,
    /// Requests that were longer than one may be.
    pub too_large: u64,
    /// Requests whose body took too long to come.
    pub too_slow: u64,
    /// Requests for which there was no room, in memory or in the store.
    pub busy: u64,
    /// Requests that the store failed to take.
    pub failed: u64,
}

/// Counts as requests come.
#[derive(Debug, Default)]
pub(super) struct Tally {
    taken: AtomicU64,
    refused: AtomicU64,
    malformed: AtomicU64,
    too_large: AtomicU64,
    too_slow: AtomicU64,
    busy: AtomicU64,
    failed: AtomicU64,
}

impl Tally {
    pub(super) fn count(&self, taken: &Result<Refused, Rejection>) {
        let one = match taken {
            Ok(refused) => {
                self.refused.fetch_add(refused.count, Ordering::Relaxed);
                &self.taken
            }
            Err(Rejection::Malformed(_) | Rejection::UnknownMedia(_)) => &self.malformed,
            Err(Rejection::TooLarge { .. }) => &self.too_large,
            Err(Rejection::TooSlow { .. }) => &self.too_slow,
            Err(Rejection::Busy { .. }) => &self.busy,
            Err(Rejection::Failed(_)) => &self.failed,
            Err(Rejection::NotKept) => return,
        };
        one.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn counts(&self) -> Counts {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts {
            taken: read(&self.taken),
            refused: read(&self.refused),
            malformed: read(&self.malformed),
            too_large: read(&self.too_large),
            too_slow: read(&self.too_slow),
            busy: read(&self.busy),
            failed: read(&self.failed),
        }
    }
}
