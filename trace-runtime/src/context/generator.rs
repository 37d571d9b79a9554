//! What a thread makes its ids from.

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

thread_local! {
    // Without a destructor, so that it is there as long as the thread is.
    pub(super) static GENERATOR: Generator = const {
        Generator {
            counter: Cell::new(0),
            key: Cell::new(0),
        }
    };
}

/// What a thread makes its ids from.
pub(super) struct Generator {
    /// Zero until it is seeded.
    counter: Cell<u64>,
    /// Belongs to the thread. All counters run through the same circle of 2^64
    /// values; without a key, a trace id would be one of only so many, and of a
    /// few billion traces two would be likely to share one.
    key: Cell<u64>,
}

impl Generator {
    /// The next 64 bits, in the construction known as wyrand: a counter, and one
    /// wide multiplication to mix it.
    #[inline]
    pub(super) fn next(&self) -> u64 {
        let mut counter = self.counter.get();
        if counter == 0 {
            counter = self.seed();
        }
        counter = counter.wrapping_add(0xa076_1d64_78bd_642f);
        self.counter.set(counter);
        let wide = u128::from(counter) * u128::from(counter ^ 0xe703_7ed1_a0b4_28db);
        ((wide >> 64) ^ wide) as u64
    }

    /// Leaves the way that a fork of this process would take from the same
    /// state: it is not at the same place at the same tick. Once for each trace;
    /// asking for the process would take ten times as long.
    #[inline]
    pub(super) fn stir(&self, ticks: u64) {
        if self.counter.get() != 0 {
            let leap = ticks.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            self.counter.set(self.counter.get().wrapping_add(leap));
            // Else two leaps to the same place would give the same trace id.
            self.key.set(self.key.get().rotate_left(17) ^ leap);
        }
    }

    /// The next 128 bits.
    #[inline]
    pub(super) fn next_pair(&self) -> (u64, u64) {
        let (high, low) = (self.next(), self.next());
        (high ^ self.key.get(), low)
    }

    #[cold]
    fn seed(&self) -> u64 {
        self.key.set(seed());
        seed() | 1
    }
}

/// From the operating system; where that fails, from the keys that the standard
/// library seeds its hash maps with.
fn seed() -> u64 {
    getrandom::u64().unwrap_or_else(|_| RandomState::new().hash_one(0_u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_at_the_same_count_make_different_trace_ids() {
        let at = |key| Generator {
            counter: Cell::new(1),
            key: Cell::new(key),
        };
        let (first, second) = (at(1), at(2));
        for _ in 0..1_000 {
            assert_ne!(first.next_pair(), second.next_pair());
        }
    }

    #[test]
    fn the_same_state_at_another_moment_makes_other_ids() {
        let fork = || Generator {
            counter: Cell::new(7),
            key: Cell::new(9),
        };
        let (parent, child) = (fork(), fork());
        assert_eq!(parent.next_pair(), child.next_pair());
        parent.stir(1_000);
        child.stir(1_001);
        let (parent, child) = (parent.next_pair(), child.next_pair());
        assert!(parent.0 != child.0 && parent.1 != child.1);
    }
}
