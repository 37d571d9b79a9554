//! Time: cheap ticks where spans start and end, wall-clock time where they are
//! read.
//!
//! A tick is one step of the processor's time-stamp counter where it can be
//! relied upon, and a nanosecond of the monotonic clock elsewhere. The first
//! use measures how long a tick is, which takes 10–20 ms, 200 ms at most. That is
//! short: the length is off by some 30 millionths, otherwise in each process, and
//! [`correct`] measures it again over the time that has passed since.

use std::sync::{LazyLock, PoisonError, RwLock};

use quanta::Clock;

// From the top down: a module stands above what it imports.
mod anchor;

mod reading;

pub(crate) use anchor::Anchor;
use reading::Reading;

static CLOCK: LazyLock<Clock> = LazyLock::new(Clock::new);
static ANCHOR: LazyLock<RwLock<Anchor>> = LazyLock::new(|| {
    let measured = nanos_between(0, Anchor::MANY);
    RwLock::new(Anchor::at(now(), measured))
});

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
    if let Some(corrected) = anchor().corrected(now()) {
        *ANCHOR.write().unwrap_or_else(PoisonError::into_inner) = corrected;
    }
}

fn now() -> Reading {
    Reading::best(ticks)
}

/// Nanoseconds from one tick to a later one; 0 if it is not later, as may be
/// seen between two processors.
pub(crate) fn nanos_between(start: u64, end: u64) -> u64 {
    CLOCK.delta_as_nanos(start, end)
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

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
    fn an_anchor_converts_as_the_clock_does() {
        let anchor = Anchor::at(now(), nanos_between(0, Anchor::MANY));
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
