//! Which keys were seen, and where.

use crate::value::text::load_short;

/// So many keys are compared faster than looked up.
const FEW: usize = 16;

/// Finds a key again. A few hashes are compared one after the other; more of them are
/// kept in a table, so that a thousand keys take a thousand times as long as one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys {
    seen: Vec<Seen>,
    /// By hash, in the place that it says or the next that is free: one more than the
    /// place in `seen`, 0 where there is none. Twice as long as `seen` at least.
    table: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    hash: u32,
    /// Where the one seen last lies.
    at: u32,
}

impl Keys {
    pub(super) const NONE: Keys = Keys {
        seen: Vec::new(),
        table: Vec::new(),
    };

    /// Begins anew.
    pub(super) fn clear(&mut self) {
        self.seen.clear();
        self.table.clear();
    }

    /// Words that it keeps.
    pub(super) fn capacity(&self) -> usize {
        self.seen.capacity() + self.table.capacity() / 2
    }

    /// Notes a key that lies at `at`; returns where it was seen last, if it was. `is` tells
    /// whether one that lies somewhere is the same.
    #[inline]
    pub(super) fn note(
        &mut self,
        key: &[u8],
        at: usize,
        is: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let hash = hash(key);
        match self.place(hash, is) {
            Some(place) => {
                let seen = self.seen.get_mut(place)?;
                Some(std::mem::replace(&mut seen.at, at as u32) as usize)
            }
            None => {
                self.add(hash, at);
                None
            }
        }
    }

    /// Whether a key was seen.
    pub(super) fn has(&self, key: &[u8], is: impl Fn(usize) -> bool) -> bool {
        self.place(hash(key), is).is_some()
    }

    #[inline]
    fn place(&self, hash: u32, is: impl Fn(usize) -> bool) -> Option<usize> {
        let is = |seen: &Seen| seen.hash == hash && is(seen.at as usize);
        if self.seen.len() <= FEW {
            return self.seen.iter().position(is);
        }
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let place = match self.table.get(slot)? {
                0 => return None,
                number => *number as usize - 1,
            };
            if self.seen.get(place).is_some_and(is) {
                return Some(place);
            }
            slot = (slot + 1) & mask;
        }
    }

    fn add(&mut self, hash: u32, at: usize) {
        let at = at as u32;
        self.seen.push(Seen { hash, at });
        if self.seen.len() <= FEW {
            return;
        }
        if self.seen.len() * 2 > self.table.len() {
            self.grow();
        } else {
            self.enter(self.seen.len() - 1);
        }
    }

    #[cold]
    fn grow(&mut self) {
        let length = (self.seen.len() * 4).next_power_of_two();
        self.table.clear();
        self.table.resize(length, 0);
        for place in 0..self.seen.len() {
            self.enter(place);
        }
    }

    fn enter(&mut self, place: usize) {
        let mask = self.table.len() - 1;
        let mut slot = self.seen[place].hash as usize & mask;
        // One is free: the table is twice as long as what is in it.
        while self.table[slot] != 0 {
            slot = (slot + 1) & mask;
        }
        self.table[slot] = place as u32 + 1;
    }
}

/// Tells most keys apart, also by the lowest bits of what comes out: both halves of a
/// product together depend on all bits of its factors.
#[inline]
fn hash(key: &[u8]) -> u32 {
    let mix = |hash: u64, word: u64| {
        let product = u128::from(hash ^ word) * 0x9e37_79b9_7f4a_7c15;
        (product >> 64) as u64 ^ product as u64
    };
    let (words, rest) = key.as_chunks::<8>();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let hash = words.fold(key.len() as u64, mix);
    let last = match key.last_chunk::<8>() {
        // Overlaps the word before.
        Some(last) => u64::from_le_bytes(*last),
        None => load_short(rest),
    };
    mix(hash.rotate_left(29), last) as u32
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn keys_of_one_length_hash_apart() {
        for length in [8, 9, 20] {
            let hashes: HashSet<u32> = (0..10_000)
                .map(|at| hash(format!("{at:0length$}").as_bytes()))
                .collect();
            assert!(hashes.len() > 9_990, "{length}: {}", hashes.len());
            let low: HashSet<u32> = hashes.iter().map(|hash| hash % 16_384).collect();
            assert!(low.len() > 7_000, "{length}: {}", low.len());
        }
    }

    #[test]
    fn a_key_is_found_among_any_number() {
        for count in [1, FEW, FEW + 1, 100, 1000] {
            let mut keys = Keys::default();
            let key = |at: usize| format!("key.{at}").into_bytes();
            for round in 0..2 {
                for at in 0..count {
                    let before = keys.note(&key(at), at + round * count, |seen| seen % count == at);
                    let expected = (round == 1).then_some(at);
                    assert_eq!(before, expected);
                }
            }
            assert!(keys.has(&key(0), |seen| seen == count));
            assert!(!keys.has(&key(count), |_| false));
            keys.clear();
            assert!(!keys.has(&key(0), |_| true));
        }
    }
}
