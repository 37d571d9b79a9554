//! Waiting for the collector to have passed by.

use std::sync::PoisonError;
use std::time::Instant;

use crate::buffer::sync::{AtomicU64, Condvar, Mutex, Ordering, lock};

/// A flush takes the next number; the collector reads the highest one *before*
/// it looks through the buffers, and says so when all it found is exported.
pub(crate) struct Tickets {
    requested: AtomicU64,
    passed: Mutex<Passed>,
    changed: Condvar,
}

struct Passed {
    /// The highest ticket that was covered by a pass.
    completed: u64,
    /// There will be no other pass.
    closed: bool,
}

/// Why waiting for a ticket ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waited {
    /// A pass covered it.
    Completed,
    /// The last pass was over before the ticket was requested.
    Closed,
    /// The deadline came first.
    TimedOut,
}

impl Tickets {
    pub(crate) fn new() -> Self {
        Tickets {
            requested: AtomicU64::new(0),
            passed: Mutex::new(Passed {
                completed: 0,
                closed: false,
            }),
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
        lock(&self.passed).completed = ticket;
        self.changed.notify_all();
    }

    /// For the collector, when it is done for good.
    pub(crate) fn close(&self) {
        lock(&self.passed).closed = true;
        self.changed.notify_all();
    }

    /// Waits until `ticket` is completed, or until `deadline`; says which.
    pub(crate) fn wait(&self, ticket: u64, deadline: Option<Instant>) -> Waited {
        self.wait_until(deadline, |passed| passed.completed >= ticket)
    }

    /// Waits until the collector is done for good, or until `deadline`; returns
    /// whether it is.
    pub(crate) fn wait_closed(&self, deadline: Option<Instant>) -> bool {
        self.wait_until(deadline, |_| false) == Waited::Closed
    }

    fn wait_until(&self, deadline: Option<Instant>, done: impl Fn(&Passed) -> bool) -> Waited {
        let mut passed = lock(&self.passed);
        loop {
            if done(&passed) {
                return Waited::Completed;
            }
            if passed.closed {
                return Waited::Closed;
            }
            let Some(deadline) = deadline else {
                let woken = self.changed.wait(passed);
                passed = woken.unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Waited::TimedOut;
            }
            let woken = self.changed.wait_timeout(passed, left);
            passed = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
