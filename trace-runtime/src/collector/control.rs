//! What the program and the collector say to each other.

use std::cell::Cell;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::ticket::Tickets;
use crate::exporter::{Deadline, Signal};

const RUNNING: u8 = 0;
const CLOSING: u8 = 1;
const CLOSED: u8 = 2;

/// One for each collector.
pub(crate) struct Control {
    pub(crate) tickets: Tickets,
    phase: AtomicU8,
    signal: Arc<Signal>,
    end: Mutex<Option<Instant>>,
}

impl Control {
    pub(crate) fn new() -> Self {
        Control {
            tickets: Tickets::new(),
            phase: AtomicU8::new(RUNNING),
            signal: Arc::default(),
            end: Mutex::new(None),
        }
    }

    #[inline]
    pub(crate) fn is_running(&self) -> bool {
        self.phase.load(Ordering::Relaxed) == RUNNING
    }

    /// Begins the shutdown, which the collector must be done with at `end`;
    /// `false` if it has begun before.
    pub(crate) fn begin_closing(&self, end: Instant) -> bool {
        let mut known = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        let first = self
            .phase
            .compare_exchange(RUNNING, CLOSING, Ordering::AcqRel, Ordering::Relaxed)
            .is_ok();
        if first {
            *known = Some(end);
            self.signal.set(end);
        }
        first
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.phase.load(Ordering::Acquire) != RUNNING
    }

    /// Whether the end that shutdown set has come.
    pub(crate) fn time_is_up(&self) -> bool {
        let end = *self.end.lock().unwrap_or_else(PoisonError::into_inner);
        end.is_some_and(|end| Instant::now() >= end)
    }

    /// For the collector, when it is done for good.
    pub(crate) fn close(&self) {
        self.phase.store(CLOSED, Ordering::Release);
        self.tickets.complete(u64::MAX);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.phase.load(Ordering::Acquire) == CLOSED
    }

    /// A deadline that shutdown shortens.
    pub(crate) fn deadline(&self, timeout: Duration) -> Deadline {
        Deadline::new(timeout, Arc::clone(&self.signal))
    }
}

thread_local! {
    static IS_COLLECTOR: Cell<bool> = const { Cell::new(false) };
}

pub(crate) fn mark_as_collector() {
    IS_COLLECTOR.with(|is| is.set(true));
}

/// Whether this is the collector's thread, where the exporter runs: nothing is
/// recorded there, or each export would cause another.
#[inline]
pub(crate) fn is_collector() -> bool {
    IS_COLLECTOR.with(Cell::get)
}
