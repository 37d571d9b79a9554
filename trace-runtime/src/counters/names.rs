//! Contexts counted by name, within bounds: to count one costs an addition or two.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// How often a context was expected at one place, and how often it was lost.
#[derive(Debug)]
pub(super) struct Tally {
    expected: AtomicU64,
    lost: AtomicU64,
}

impl Tally {
    pub(super) const fn new() -> Self {
        Tally {
            expected: AtomicU64::new(0),
            lost: AtomicU64::new(0),
        }
    }

    #[inline]
    pub(super) fn count(&self, found: bool) {
        self.expected.fetch_add(1, Ordering::Relaxed);
        if !found {
            self.lost.fetch_add(1, Ordering::Release);
        }
    }

    /// Expected and lost.
    pub(super) fn read(&self) -> (u64, u64) {
        // In this order: never more are lost than were expected.
        let lost = self.lost.load(Ordering::Acquire);
        (self.expected.load(Ordering::Relaxed), lost)
    }
}

/// What a table is looked up by.
pub(super) trait Name: Copy + Eq {
    fn hash(self) -> usize;
}

/// FNV-1a over the end of the name, where the targets of logs differ.
impl Name for &'static str {
    fn hash(self) -> usize {
        let end = self.bytes().rev().take(16);
        let hash = end.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        (hash >> 32) as usize
    }
}

/// A file and a line in it.
impl Name for (&'static str, u32) {
    fn hash(self) -> usize {
        self.0.hash() ^ (self.1 as usize).wrapping_mul(31)
    }
}

/// How many slots a name is looked for in before it is one of the others.
const PROBES: usize = 16;

/// A tally for each name. What is full counts for none of them.
pub(super) struct Names<N, const SLOTS: usize> {
    slots: [(OnceLock<N>, Tally); SLOTS],
    others: Tally,
}

impl<N: Name, const SLOTS: usize> Names<N, SLOTS> {
    pub(super) const fn new() -> Self {
        Names {
            slots: [const { (OnceLock::new(), Tally::new()) }; SLOTS],
            others: Tally::new(),
        }
    }

    pub(super) fn of(&self, name: N) -> &Tally {
        let start = name.hash() % SLOTS;
        (start..start + PROBES)
            .filter_map(|at| self.slots.get(at % SLOTS))
            .find(|(slot, _)| *slot.get_or_init(|| name) == name)
            .map_or(&self.others, |(_, tally)| tally)
    }

    /// The names that were counted, and their tallies.
    pub(super) fn each(&self) -> impl Iterator<Item = (N, &Tally)> {
        let slots = self.slots.iter();
        slots.filter_map(|(name, tally)| Some((*name.get()?, tally)))
    }

    /// The tally of the names for which there was no room.
    pub(super) fn others(&self) -> &Tally {
        &self.others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_names_than_there_is_room_for() {
        const SLOTS: usize = 64;
        let names = Names::<&'static str, SLOTS>::new();
        let crowd = (0..2 * SLOTS).map(|at| &*String::leak(format!("crowd::module_{at}")));
        for (at, name) in crowd.enumerate() {
            for _ in 0..3 {
                names.of(name).count(at % 2 == 0);
            }
        }
        let of = |name| names.each().find(|(it, _)| *it == name).unwrap().1.read();
        assert_eq!(of("crowd::module_0"), (3, 0));
        assert_eq!(of("crowd::module_1"), (3, 3));
        let named: u64 = names.each().map(|(_, tally)| tally.read().0).sum();
        let (others, lost) = names.others().read();
        assert!(lost > 0);
        assert_eq!(named + others, 3 * 2 * SLOTS as u64);
    }

    #[test]
    fn places_in_the_code_are_told_apart() {
        let names = Names::<(&'static str, u32), 64>::new();
        for line in [1, 2, 2] {
            names.of(("pool.rs", line)).count(false);
        }
        let mut read: Vec<_> = names
            .each()
            .map(|(at, tally)| (at.1, tally.read()))
            .collect();
        read.sort_unstable();
        assert_eq!(read, [(1, (1, 1)), (2, (2, 2))]);
    }
}
