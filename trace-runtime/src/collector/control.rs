//! What the program and the collector say to each other.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::ticket::{Tickets, Waited};
use crate::buffer::Buffers;
use crate::buffer::sync::{Arc, AtomicU8, Ordering};
use crate::exporter::{Deadline, Signal};

const RUNNING: u8 = 0;
const CLOSING: u8 = 1;
const CLOSED: u8 = 2;

/// One for each collector.
pub(crate) struct Control {
    pub(super) tickets: Tickets,
    phase: AtomicU8,
    signal: Arc<Signal>,
}

impl Control {
    pub(crate) fn new() -> Self {
        Control {
            tickets: Tickets::new(),
            phase: AtomicU8::new(RUNNING),
            signal: Arc::new(Signal::new()),
        }
    }

    #[inline]
    pub(crate) fn is_running(&self) -> bool {
        self.phase.load(Ordering::Relaxed) == RUNNING
    }

    /// Waits until what was published before has been exported or dropped; until
    /// `deadline`, if there is one.
    pub(crate) fn flush(&self, buffers: &Buffers, deadline: Option<Instant>) -> Waited {
        let ticket = self.tickets.request();
        buffers.alarm.call();
        self.tickets.wait(ticket, deadline)
    }

    /// Begins the shutdown, which the collector must be done with at `end`;
    /// `false` if it has begun before.
    pub(crate) fn begin_closing(&self, buffers: &Buffers, end: Instant) -> bool {
        // First the end, so that a collector that is closing knows it.
        let first = self.signal.set(end);
        if first {
            self.phase.store(CLOSING, Ordering::Release);
            buffers.alarm.call();
        }
        first
    }

    /// Waits until the collector is done for good; until `deadline`, if there is
    /// one. Returns whether it is.
    pub(crate) fn wait_closed(&self, deadline: Option<Instant>) -> bool {
        self.tickets.wait_closed(deadline)
    }

    pub(super) fn is_closing(&self) -> bool {
        self.phase.load(Ordering::Acquire) != RUNNING
    }

    /// Whether the end that shutdown set has come.
    pub(super) fn time_is_up(&self) -> bool {
        self.signal.end().is_some_and(|end| Instant::now() >= end)
    }

    /// For the collector, when it is done for good.
    pub(super) fn close(&self) {
        self.phase.store(CLOSED, Ordering::Release);
        self.tickets.close();
    }

    /// Whether the collector is done for good, and all that it counted is known.
    pub(crate) fn is_closed(&self) -> bool {
        self.phase.load(Ordering::Acquire) == CLOSED
    }

    /// A deadline that shutdown shortens.
    pub(super) fn deadline(&self, timeout: Duration) -> Deadline {
        Deadline::new(timeout, Arc::clone(&self.signal))
    }
}

thread_local! {
    static IS_COLLECTOR: Cell<bool> = const { Cell::new(false) };
}

pub(super) fn mark_as_collector() {
    IS_COLLECTOR.with(|is| is.set(true));
}

/// Whether this is the collector's thread, where the exporter runs: nothing is
/// recorded there, or each export would cause another.
#[inline]
pub(crate) fn is_collector() -> bool {
    IS_COLLECTOR.with(Cell::get)
}
