//! The time, also where somebody sets the clock.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// How far the clock on the wall may move away before it is believed to have been set.
const JUMP: u64 = 3_600 * 1_000_000_000;

type Source = dyn Fn() -> u64 + Send + Sync;

/// What the store goes by: the clock on the wall, as long as it moves as time does.
///
/// A clock that is set an hour or more, in whichever direction, is not followed: traces would
/// all be too old at once, or never.
#[derive(Clone)]
pub struct Clock {
    wall: Arc<Source>,
    steady: Arc<Source>,
    base: Arc<Mutex<Base>>,
}

#[derive(Debug)]
struct Base {
    wall: u64,
    steady: u64,
    last: u64,
    jump: Option<i64>,
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").finish_non_exhaustive()
    }
}

impl Clock {
    /// The clock of this machine.
    pub fn system() -> Self {
        let begin = Instant::now();
        Clock::new(
            || {
                let now = SystemTime::now().duration_since(UNIX_EPOCH);
                now.map_or(0, |now| now.as_nanos() as u64)
            },
            move || begin.elapsed().as_nanos() as u64,
        )
    }

    /// A clock made of two: one that may be set, and one that never runs backwards. Both
    /// count nanoseconds, the first one since 1970.
    pub fn new(
        wall: impl Fn() -> u64 + Send + Sync + 'static,
        steady: impl Fn() -> u64 + Send + Sync + 'static,
    ) -> Self {
        let base = Base {
            wall: wall(),
            steady: steady(),
            last: 0,
            jump: None,
        };
        Clock {
            wall: Arc::new(wall),
            steady: Arc::new(steady),
            base: Arc::new(Mutex::new(base)),
        }
    }

    /// Nanoseconds since 1970; never less than before.
    pub fn now(&self) -> u64 {
        let mut base = self.base.lock().unwrap_or_else(PoisonError::into_inner);
        let (wall, steady) = ((self.wall)(), (self.steady)());
        let expected = base.wall.saturating_add(steady.saturating_sub(base.steady));
        let now = if wall.abs_diff(expected) < JUMP {
            (base.wall, base.steady, base.jump) = (wall, steady, None);
            wall
        } else {
            base.jump = Some(wall.wrapping_sub(expected) as i64);
            expected
        };
        base.last = base.last.max(now);
        base.last
    }

    /// What is wrong with the clock, in words for people.
    pub(super) fn trouble(&self) -> Option<String> {
        let base = self.base.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = base.jump? / 1_000_000_000;
        let direction = if seconds < 0 { "back" } else { "forward" };
        Some(format!(
            "the clock of this machine was set {direction} by {} s; traces are kept by the time \
             before: start again if the clock is right now",
            seconds.abs()
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn a_clock_that_is_set_is_not_followed() {
        let day = 24 * JUMP;
        let [wall, steady] = [100 * day, 0].map(|at| Arc::new(AtomicU64::new(at)));
        let read = |of: &Arc<AtomicU64>| {
            let of = of.clone();
            move || of.load(Ordering::Relaxed)
        };
        let clock = Clock::new(read(&wall), read(&steady));
        assert_eq!(clock.now(), 100 * day);

        // A second late: followed.
        steady.store(10, Ordering::Relaxed);
        wall.store(100 * day + 1_000_000_000, Ordering::Relaxed);
        assert_eq!(clock.now(), 100 * day + 1_000_000_000);
        assert_eq!(clock.trouble(), None);

        for set in [200 * day, 3 * day] {
            wall.store(set, Ordering::Relaxed);
            steady.fetch_add(5, Ordering::Relaxed);
            let now = clock.now();
            assert!((100 * day..101 * day).contains(&now), "{now}");
            assert!(clock.trouble().is_some());
        }

        // Set right again.
        wall.store(100 * day + 2_000_000_000, Ordering::Relaxed);
        assert_eq!(clock.now(), 100 * day + 2_000_000_000);
        assert_eq!(clock.trouble(), None);
    }
}
