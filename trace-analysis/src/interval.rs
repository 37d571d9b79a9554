//! Stretches of time.

/// A stretch of time, in nanoseconds since 1970. The end never lies before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// Where the stretch begins.
    pub start: u64,
    /// Where the stretch ends.
    pub end: u64,
}

impl Interval {
    /// The stretch from `start` to `end`; empty, at `start`, where `end` lies before it.
    pub fn new(start: u64, end: u64) -> Self {
        Interval {
            start,
            end: end.max(start),
        }
    }

    /// How long the stretch is.
    pub fn nanos(self) -> u64 {
        self.end - self.start
    }

    /// The part that lies within `bounds`; empty, at the nearer end of them, where none does.
    pub fn clip(self, bounds: Interval) -> Interval {
        Interval {
            start: self.start.clamp(bounds.start, bounds.end),
            end: self.end.clamp(bounds.start, bounds.end),
        }
    }

    /// The shortest stretch that holds both.
    pub fn hull(self, other: Interval) -> Interval {
        Interval {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The stretch, moved by `nanos`; what would leave the range of times stays at its edge.
    pub fn shift(self, nanos: i64) -> Interval {
        Interval {
            start: self.start.saturating_add_signed(nanos),
            end: self.end.saturating_add_signed(nanos),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Interval;

    #[test]
    fn an_end_before_the_start_is_an_empty_stretch() {
        assert_eq!(Interval::new(9, 3), Interval { start: 9, end: 9 });
    }

    #[test]
    fn what_lies_outside_is_clipped_to_nothing() {
        let bounds = Interval::new(10, 20);
        assert_eq!(Interval::new(0, 5).clip(bounds).nanos(), 0);
        assert_eq!(Interval::new(30, 50).clip(bounds).nanos(), 0);
        assert_eq!(Interval::new(5, 15).clip(bounds), Interval::new(10, 15));
    }

    #[test]
    fn a_shift_stops_at_the_edges_of_time() {
        assert_eq!(Interval::new(5, 9).shift(-7), Interval::new(0, 2));
        let late = Interval::new(u64::MAX - 1, u64::MAX);
        assert_eq!(late.shift(5), Interval::new(u64::MAX, u64::MAX));
    }
}
