//! What a pool says of its connections.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// What [`Pool::stats`](crate::Pool::stats) says of a pool's connections.
///
/// Plain numbers, for whatever shows metrics. Behind each stands the metric of
/// OpenTelemetry's conventions for databases that it is a value of. What goes through
/// [`untraced_pool`](crate::Pool::untraced_pool) is counted in `size` and `idle` alone.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # fn example(pool: &trace_sqlx::SqlitePool) {
/// let stats = pool.stats();
/// let mean = stats.wait_time.as_secs_f64() / stats.acquired.max(1) as f64;
/// println!("{} of {} in use, {mean} s to get one", stats.used(), stats.max);
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStats {
    /// How many connections there may be: `db.client.connection.max`.
    pub max: u32,
    /// Connections that are open: `db.client.connection.count`, of both states.
    pub size: u32,
    /// Of those, the ones that nobody uses: `db.client.connection.count`, state `idle`.
    pub idle: u32,
    /// Who waits for a connection now: `db.client.connection.pending_requests`.
    pub waiting: u64,
    /// How often a connection was given: the count of `db.client.connection.wait_time`.
    pub acquired: u64,
    /// How long all of these took together: the sum of `db.client.connection.wait_time`.
    pub wait_time: Duration,
    /// How often none was idle when it was asked for: one had to come back, or to be opened.
    pub waits: u64,
    /// How often none was given within the time limit: `db.client.connection.timeouts`.
    pub timeouts: u64,
}

impl PoolStats {
    /// Connections that are in use: `db.client.connection.count`, state `used`.
    pub fn used(&self) -> u32 {
        self.size.saturating_sub(self.idle)
    }
}

/// What is counted.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) waiting: AtomicU64,
    waits: AtomicU64,
    acquired: AtomicU64,
    wait_nanos: AtomicU64,
    timeouts: AtomicU64,
}

impl Counters {
    pub(crate) fn wait_begins(&self) {
        self.waiting.fetch_add(1, Relaxed);
        self.waits.fetch_add(1, Relaxed);
    }

    pub(crate) fn wait_ends(&self) {
        self.waiting.fetch_sub(1, Relaxed);
    }

    pub(crate) fn acquired(&self, took: Duration) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.acquired.fetch_add(1, Relaxed);
        self.wait_nanos.fetch_add(nanos, Relaxed);
    }

    pub(crate) fn timed_out(&self) {
        self.timeouts.fetch_add(1, Relaxed);
    }

    /// With what sqlx knows. Its number of idle ones falls below none for a moment, and
    /// wraps, if a connection is taken as it is put back.
    pub(crate) fn stats(&self, max: u32, size: u32, idle: usize) -> PoolStats {
        let idle = u32::try_from(idle).unwrap_or(0);
        PoolStats {
            max,
            size,
            idle: idle.min(size),
            waiting: self.waiting.load(Relaxed),
            acquired: self.acquired.load(Relaxed),
            wait_time: Duration::from_nanos(self.wait_nanos.load(Relaxed)),
            waits: self.waits.load(Relaxed),
            timeouts: self.timeouts.load(Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_wrapped_is_none() {
        let stats = Counters::default().stats(5, 2, usize::MAX);
        assert_eq!((stats.idle, stats.used()), (0, 2));
        let stats = Counters::default().stats(5, 2, 3);
        assert_eq!((stats.idle, stats.used()), (2, 0));
    }
}
