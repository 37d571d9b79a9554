//! Work that was handed over and whose time has not come.

use std::sync::atomic::Ordering;

use crate::boundary::spawn::unbegun::Unbegun;
use crate::counters::PENDING_TIMERS;

/// Goes with work that waits for its time: until then it counts as pending, and, if it is
/// dropped, as abandoned.
#[derive(Debug)]
pub(super) struct Waiting {
    unbegun: Unbegun,
    _pending: Pending,
}

impl Waiting {
    pub(super) fn new() -> Self {
        PENDING_TIMERS.fetch_add(1, Ordering::Relaxed);
        Waiting {
            unbegun: Unbegun::new(),
            _pending: Pending,
        }
    }

    /// The time has come.
    pub(super) fn begin(self) {
        self.unbegun.begin();
    }
}

#[derive(Debug)]
struct Pending;

impl Drop for Pending {
    fn drop(&mut self) {
        PENDING_TIMERS.fetch_sub(1, Ordering::Relaxed);
    }
}
