//! Time: cheap ticks where spans start and end, wall-clock time where they are
//! read.
//!
//! A tick is one step of the processor's time-stamp counter where it can be
//! relied upon, and a nanosecond of the monotonic clock elsewhere. The first
//! use measures how long a tick is, which takes 10–20 ms, 200 ms at most.

use std::sync::{LazyLock, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use quanta::Clock;

static CLOCK: LazyLock<Clock> = LazyLock::new(Clock::new);
static ANCHOR: LazyLock<RwLock<Anchor>> = LazyLock::new(|| RwLock::new(Anchor::now()));

/// The wall clock may run away from the ticks by this much before the anchor is
/// thrown anew. Less would make spans of one trace jitter against each other.
const MAX_DRIFT_NANOS: u64 = 1_000_000;

/// Now.
#[inline]
pub(crate) fn ticks() -> u64 {
    CLOCK.raw()
}

/// The wall-clock time of a tick.
pub(crate) fn unix_nanos(ticks: u64) -> u64 {
    anchor().unix_nanos(ticks)
}

/// The anchor in force; take it once for many conversions.
pub(crate) fn anchor() -> Anchor {
    *ANCHOR.read().unwrap_or_else(PoisonError::into_inner)
}

/// Compares ticks with the wall clock, and anchors anew if they have drifted
/// apart: the wall clock was set, or a tick is a little longer than measured.
pub(crate) fn correct() {
    let now = Anchor::now();
    if anchor().unix_nanos(now.ticks).abs_diff(now.unix_nanos) > MAX_DRIFT_NANOS {
        *ANCHOR.write().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

/// A tick whose wall-clock time is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Anchor {
    ticks: u64,
    unix_nanos: u64,
    /// The nanoseconds of [`MANY`](Self::MANY) ticks. Exporters convert three
    /// ticks a span: here they need not ask the clock each time.
    nanos_of_many: u64,
}

impl Anchor {
    /// A day of them, or so: enough that a conversion is off by less than a
    /// nanosecond a day.
    const MANY: u64 = 1 << 48;

    fn now() -> Anchor {
        let before = ticks();
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        let after = ticks();
        Anchor {
            ticks: before + after.saturating_sub(before) / 2,
            // A clock set before 1970 gives times near 1970, not a panic.
            unix_nanos: since_epoch.map_or(0, |since| since.as_nanos() as u64),
            nanos_of_many: nanos_between(0, Self::MANY),
        }
    }

    #[inline]
    pub(crate) fn unix_nanos(&self, ticks: u64) -> u64 {
        let nanos = self.nanos(ticks.abs_diff(self.ticks));
        if ticks >= self.ticks {
            self.unix_nanos.saturating_add(nanos)
        } else {
            self.unix_nanos.saturating_sub(nanos)
        }
    }

    /// The nanoseconds between two moments; see [`nanos_between`].
    #[inline]
    pub(crate) fn nanos_between(&self, start: u64, end: u64) -> u64 {
        self.nanos(end.saturating_sub(start))
    }

    #[inline]
    fn nanos(&self, ticks: u64) -> u64 {
        (u128::from(ticks) * u128::from(self.nanos_of_many) / u128::from(Self::MANY)) as u64
    }
}

/// Nanoseconds from one tick to a later one; 0 if it is not later, as may be
/// seen between two processors.
pub(crate) fn nanos_between(start: u64, end: u64) -> u64 {
    CLOCK.delta_as_nanos(start, end)
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn ticks_follow_the_wall_clock() {
        let start = ticks();
        let wall = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_nanos() as u64;
        assert!(unix_nanos(start).abs_diff(wall) < 50_000_000);
        thread::sleep(Duration::from_millis(20));
        let took = nanos_between(start, ticks());
        assert!(took >= 19_000_000, "{took}");
        assert_eq!(nanos_between(start, start), 0);
        assert_eq!(nanos_between(ticks(), start), 0);
    }

    #[test]
    fn times_before_the_anchor_are_earlier() {
        let anchor = Anchor::now();
        let early = anchor.unix_nanos(anchor.ticks.saturating_sub(1_000_000));
        assert!(early < anchor.unix_nanos);
        assert_eq!(anchor.unix_nanos(anchor.ticks), anchor.unix_nanos);
    }

    #[test]
    fn an_anchor_converts_as_the_clock_does() {
        let anchor = Anchor::now();
        for bit in 0..48 {
            for ticks in [1 << bit, (1 << bit) - 1, (3 << bit) + 5] {
                let exact = nanos_between(1_000, 1_000 + ticks);
                let nanos = anchor.nanos_between(1_000, 1_000 + ticks);
                assert!(nanos.abs_diff(exact) <= 3, "{ticks}: {nanos}, {exact}");
            }
        }
        assert_eq!(anchor.nanos_between(5, 4), 0);
    }
}
