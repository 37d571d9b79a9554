//! The time of the server, which all stores share.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub(super) const NANOS_A_MINUTE: u64 = 60_000_000_000;
pub(super) const NANOS_AN_HOUR: u64 = 3_600_000_000_000;

/// The time of the server, as it was told last, and moved on since.
///
/// By the clocks of their own machines two stores would look for one trace in two hours.
#[derive(Debug)]
pub(super) struct Clock {
    since: Instant,
    /// The server's time when `since` was.
    start_unix_nanos: AtomicU64,
}

impl Clock {
    /// The machine's own time, until the server has told its own.
    pub(super) fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Clock {
            since: Instant::now(),
            start_unix_nanos: AtomicU64::new(now.map_or(0, nanos)),
        }
    }

    /// The server has told its time.
    pub(super) fn set(&self, unix_nanos: u64) {
        let start = unix_nanos.saturating_sub(nanos(self.since.elapsed()));
        self.start_unix_nanos.store(start, Relaxed);
    }

    pub(super) fn unix_nanos(&self) -> u64 {
        let start = self.start_unix_nanos.load(Relaxed);
        start.saturating_add(nanos(self.since.elapsed()))
    }

    pub(super) fn hour(&self) -> u64 {
        self.unix_nanos() / NANOS_AN_HOUR
    }
}

pub(super) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
