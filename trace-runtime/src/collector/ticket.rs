//! Waiting for the collector to have passed by.

use std::sync::PoisonError;
use std::time::Instant;

use crate::buffer::sync::{AtomicU64, Condvar, Mutex, Ordering, lock};

/// A flush takes the next number; the collector reads the highest one *before*
/// it looks through the buffers, and says so when all it found is exported.
pub(crate) struct Tickets {
    requested: AtomicU64,
    completed: Mutex<u64>,
    changed: Condvar,
}

impl Tickets {
    pub(crate) fn new() -> Self {
        Tickets {
            requested: AtomicU64::new(0),
            completed: Mutex::new(0),
            changed: Condvar::new(),
        }
    }

    /// For a flush. What happened before is found by the pass that completes
    /// this ticket.
    pub(crate) fn request(&self) -> u64 {
        self.requested.fetch_add(1, Ordering::AcqRel) + 1
    }

    /// For the collector, before a pass.
    pub(crate) fn requested(&self) -> u64 {
        self.requested.load(Ordering::Acquire)
    }

    /// For the collector, when that pass and its exports are done.
    pub(crate) fn complete(&self, ticket: u64) {
        let mut completed = lock(&self.completed);
        *completed = ticket.max(*completed);
        self.changed.notify_all();
    }

    /// Waits until `ticket` is completed, or until `deadline`; says which.
    pub(crate) fn wait(&self, ticket: u64, deadline: Option<Instant>) -> bool {
        let mut completed = lock(&self.completed);
        while *completed < ticket {
            let Some(deadline) = deadline else {
                let woken = self.changed.wait(completed);
                completed = woken.unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let woken = self.changed.wait_timeout(completed, left);
            completed = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}
