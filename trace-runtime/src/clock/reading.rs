//! Ticks and wall clock, read at one moment.

use std::time::{SystemTime, UNIX_EPOCH};

/// What both clocks showed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) ticks: u64,
    pub(super) unix_nanos: u64,
    /// Ticks that went by meanwhile: the moment is off by half of them at most.
    gap: u64,
}

impl Reading {
    /// The clocks are read one after the other, and a thread may have to wait between.
    /// The first time, they are not in the cache.
    const TRIES: usize = 8;

    /// The best of some readings.
    pub(super) fn best(ticks: impl Fn() -> u64) -> Self {
        let first = Self::take(&ticks);
        (1..Self::TRIES).fold(first, |best, _| best.or_better(Self::take(&ticks)))
    }

    fn or_better(self, other: Self) -> Self {
        if other.gap < self.gap { other } else { self }
    }

    fn take(ticks: impl Fn() -> u64) -> Self {
        let before = ticks();
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        let gap = ticks().saturating_sub(before);
        Reading {
            ticks: before.saturating_add(gap / 2),
            // A clock set before 1970 gives times near 1970, not a panic.
            unix_nanos: since_epoch.map_or(0, |since| since.as_nanos() as u64),
            gap,
        }
    }
}

#[cfg(test)]
impl Reading {
    pub(super) fn exact(ticks: u64, unix_nanos: u64) -> Self {
        Reading {
            ticks,
            unix_nanos,
            gap: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// All readings but the fifth are interrupted.
    #[test]
    fn a_reading_that_was_interrupted_is_not_taken() {
        let calls = Cell::new(0_u64);
        let at = Cell::new(0_u64);
        let best = Reading::best(|| {
            let call = calls.replace(calls.get() + 1);
            let waited = if call % 2 == 1 && call / 2 != 4 {
                30_000
            } else {
                10
            };
            at.set(at.get() + waited);
            at.get()
        });
        assert_eq!(calls.get(), 2 * Reading::TRIES as u64);
        assert_eq!(best.gap, 10);
        assert_eq!(best.ticks, 4 * 30_010 + 10 + 5);
    }
}
