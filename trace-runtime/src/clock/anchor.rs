//! The one place where ticks become times.

use super::reading::Reading;

/// A tick whose wall-clock time is known, and how long a tick is.
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
    pub(super) const MANY: u64 = 1 << 48;

    /// The wall clock may run away from the ticks by this much before the anchor is
    /// thrown anew: less than it takes to call another process on the same machine, so
    /// that what is called lies within its caller. Less would make spans of one trace
    /// jitter against each other.
    const MAX_DRIFT_NANOS: u64 = 10_000;

    /// From a shorter time than this, the length of a tick is not measured.
    const MIN_BASE_NANOS: u64 = 100_000_000;

    /// In a million. A wall clock that went faster or slower than this was set. NTP keeps
    /// within 500.
    const MAX_CHANGE: u64 = 1_000;

    pub(super) fn at(now: Reading, nanos_of_many: u64) -> Self {
        Anchor {
            ticks: now.ticks,
            unix_nanos: now.unix_nanos,
            nanos_of_many,
        }
    }

    /// The anchor to use from now on, if this one has drifted away.
    pub(super) fn corrected(&self, now: Reading) -> Option<Self> {
        let drift = self.unix_nanos(now.ticks).abs_diff(now.unix_nanos);
        (drift > Self::MAX_DRIFT_NANOS).then(|| {
            let measured = self.nanos_of_many_until(now);
            Self::at(now, measured.unwrap_or(self.nanos_of_many))
        })
    }

    /// How long ticks have been since the anchor was thrown.
    fn nanos_of_many_until(&self, now: Reading) -> Option<u64> {
        let ticks = now.ticks.checked_sub(self.ticks)?;
        let nanos = now.unix_nanos.checked_sub(self.unix_nanos)?;
        if nanos < Self::MIN_BASE_NANOS {
            return None;
        }
        let measured = u128::from(nanos) * u128::from(Self::MANY);
        let measured = u64::try_from(measured.checked_div(ticks.into())?).ok()?;
        let change = measured.abs_diff(self.nanos_of_many);
        (change <= self.nanos_of_many / 1_000_000 * Self::MAX_CHANGE).then_some(measured)
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

    /// The nanoseconds between two moments, 0 if the end is not later.
    #[inline]
    pub(crate) fn nanos_between(&self, start: u64, end: u64) -> u64 {
        self.nanos(end.saturating_sub(start))
    }

    #[inline]
    fn nanos(&self, ticks: u64) -> u64 {
        (u128::from(ticks) * u128::from(self.nanos_of_many) / u128::from(Self::MANY)) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;
    const EPOCH: u64 = 1_700_000_000 * SECOND;

    /// Ticks of a nanosecond, that are taken for longer by so many millionths.
    fn off_by(millionths: u64) -> Anchor {
        let nanos_of_many = Anchor::MANY + Anchor::MANY / 1_000_000 * millionths;
        Anchor::at(Reading::exact(SECOND, EPOCH), nanos_of_many)
    }

    fn after(seconds: u64) -> Reading {
        let nanos = seconds * SECOND;
        Reading::exact(SECOND + nanos, EPOCH + nanos)
    }

    #[test]
    fn the_length_of_a_tick_is_corrected_once_and_for_long() {
        let wrong = off_by(30);
        let at_hour = |anchor: &Anchor| {
            let hour = after(3_600);
            anchor.unix_nanos(hour.ticks).abs_diff(hour.unix_nanos)
        };
        assert_eq!(at_hour(&wrong) / 1_000_000, 107, "milliseconds");
        let corrected = wrong.corrected(after(2)).unwrap();
        assert!(at_hour(&corrected) < 100, "{}", at_hour(&corrected));
        assert!(corrected.corrected(after(3_600)).is_none());
    }

    #[test]
    fn a_small_drift_moves_nothing() {
        let anchor = off_by(0);
        let ahead = |nanos| Reading::exact(SECOND, EPOCH + nanos);
        assert!(anchor.corrected(ahead(10_000)).is_none());
        assert!(anchor.corrected(ahead(10_001)).is_some());
    }

    #[test]
    fn a_clock_that_is_set_leaves_the_length_of_a_tick() {
        let anchor = off_by(0);
        for (ticks, unix_nanos) in [
            (100 * SECOND, EPOCH + 200 * SECOND),
            (100 * SECOND, EPOCH - 200 * SECOND),
            (SECOND, EPOCH + 2 * SECOND),
            (SECOND / 2, EPOCH + 2 * SECOND),
            (2 * SECOND, 0),
            (u64::MAX, EPOCH),
            (0, u64::MAX),
        ] {
            let set = anchor.corrected(Reading::exact(ticks, unix_nanos)).unwrap();
            assert_eq!(set.unix_nanos(ticks), unix_nanos);
            assert_eq!(set.nanos_of_many, anchor.nanos_of_many);
        }
    }

    #[test]
    fn a_short_time_says_nothing_of_the_length_of_a_tick() {
        let soon = Reading::exact(SECOND + 50_000_000, EPOCH + 50_020_000);
        let anchor = off_by(0);
        let corrected = anchor.corrected(soon).unwrap();
        assert_eq!(corrected.nanos_of_many, anchor.nanos_of_many);
        assert_eq!(corrected.unix_nanos(soon.ticks), EPOCH + 50_020_000);
    }

    #[test]
    fn times_before_the_anchor_are_earlier() {
        let anchor = off_by(0);
        assert_eq!(anchor.unix_nanos(anchor.ticks), EPOCH);
        assert_eq!(
            anchor.unix_nanos(anchor.ticks - 1_000_000),
            EPOCH - 1_000_000
        );
    }
}
