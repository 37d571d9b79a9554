//! How threads wake the collector.
//!
//! A thread rings when it has a chunk to show: its first one, or the next. The
//! collector listens before each pass, and sleeps only if nobody has rung since.
//! So no ring is lost, and a collector that works anyway is not disturbed.

use std::thread::Thread;
use std::time::Duration;

use super::sync::{AtomicU8, Ordering, Parker};

/// Nobody has rung since the collector began its pass.
const QUIET: u8 = 0;
/// The collector has gone to sleep.
const ASLEEP: u8 = 1;
/// The alarm has been rung.
const RUNG: u8 = 2;

pub(crate) struct Alarm {
    state: AtomicU8,
    collector: Parker,
}

impl Alarm {
    pub(crate) fn new() -> Self {
        Alarm {
            state: AtomicU8::new(QUIET),
            collector: Parker::new(),
        }
    }

    /// Says which thread to wake.
    pub(crate) fn wakes(&self, collector: Thread) {
        self.collector.belongs_to(collector);
    }

    /// For a thread that has published something to look at: wakes the collector
    /// if it sleeps.
    pub(crate) fn ring(&self) {
        // Always a read-modify-write. A load might see an older ring, which the
        // collector has already heard, while it goes to sleep.
        if self.state.swap(RUNG, Ordering::AcqRel) == ASLEEP {
            self.collector.unpark();
        }
    }

    /// Rings, and ends a pause as well: for a thread that waits for the
    /// answer.
    pub(crate) fn call(&self) {
        self.state.store(RUNG, Ordering::Release);
        self.collector.unpark();
    }

    /// For the collector, before a pass: what was published before a ring is
    /// found by it.
    pub(crate) fn listen(&self) {
        self.state.swap(QUIET, Ordering::AcqRel);
    }

    /// For the collector, after a pass that found nothing: sleeps until somebody
    /// rings, or for `at_most`.
    pub(crate) fn sleep(&self, at_most: Duration) {
        let slept = self.state.compare_exchange(
            QUIET,
            ASLEEP,
            Ordering::Relaxed,
            // What was rung for is acquired by `listen`.
            Ordering::Relaxed,
        );
        if slept.is_ok() {
            self.collector.park(at_most);
        }
    }

    /// For the collector, while spans come in: a pause that only `call` ends.
    pub(crate) fn pause(&self, length: Duration) {
        self.collector.pause(length);
    }
}
