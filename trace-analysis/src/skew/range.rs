//! How far one clock must move to agree with another one.

/// From how many nanoseconds to how many. Differences of times need more than 64 bits.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    pub(super) least: i128,
    pub(super) most: i128,
}

/// Far more than times can differ by.
const UNBOUNDED: i128 = i128::MAX / 4;

impl Bounds {
    /// The same, where the end may come `nanos` later.
    pub(super) fn after(self, nanos: u64) -> Self {
        Bounds {
            most: self.most + i128::from(nanos),
            ..self
        }
    }

    fn is_empty(self) -> bool {
        self.least > self.most
    }

    fn narrow(&mut self, other: Bounds) {
        self.least = self.least.max(other.least);
        self.most = self.most.min(other.most);
    }

    fn turned(self) -> Self {
        Bounds {
            least: -self.most,
            most: -self.least,
        }
    }

    /// What is nearest to no shift at all.
    fn nearest(self) -> i128 {
        0.max(self.least).min(self.most)
    }

    fn middle(self) -> i128 {
        if self.most == UNBOUNDED {
            self.least
        } else if self.least == -UNBOUNDED {
            self.most
        } else {
            (self.least + self.most) / 2
        }
    }
}

/// What all calls between two clocks say together, from what must be to what is likely.
#[derive(Clone, Copy)]
pub(super) struct Range {
    /// Nothing begins before it is asked for, or after the answer has come.
    causal: Bounds,
    /// A server ends hardly later than its client.
    likely: Bounds,
    /// A server lies within its client.
    fitting: Bounds,
}

impl Range {
    pub(super) fn within(causal: Bounds, likely: Bounds, fitting: Bounds) -> Self {
        Range {
            causal,
            likely,
            fitting,
        }
    }

    /// Of a call that says nothing but that it was begun first.
    pub(super) fn of_start(least: i128) -> Self {
        let bounds = Bounds {
            least,
            most: UNBOUNDED,
        };
        Range::within(bounds, bounds, bounds)
    }

    /// The shift that is sure to be needed: none where none is; `None` where no shift suits
    /// all calls.
    pub(super) fn shift(self) -> Option<i64> {
        if self.causal.is_empty() {
            return None;
        }
        let shift = if self.likely.is_empty() {
            // Some server was late beyond what is likely: only what must be counts.
            self.causal.nearest()
        } else if self.likely.nearest() == 0 {
            0
        } else if self.fitting.is_empty() {
            self.likely.middle()
        } else {
            self.fitting.middle()
        };
        i64::try_from(shift).ok()
    }

    pub(super) fn narrow(&mut self, other: Range) {
        self.causal.narrow(other.causal);
        self.likely.narrow(other.likely);
        self.fitting.narrow(other.fitting);
    }

    pub(super) fn turned(self) -> Range {
        Range {
            causal: self.causal.turned(),
            likely: self.likely.turned(),
            fitting: self.fitting.turned(),
        }
    }
}
