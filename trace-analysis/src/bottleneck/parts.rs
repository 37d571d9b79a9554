//! Parts of the critical path, added up.

use std::collections::HashMap;

/// The sums of a place or an operation.
#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) nanos: u64,
    pub(super) calls: u64,
    pub(super) saved: u64,
    largest: u64,
    pub(super) row: u32,
}

impl Sums {
    pub(super) fn add(&mut self, row: u32, nanos: u64, drag: u64) {
        self.nanos += nanos;
        self.calls += 1;
        self.saved += nanos.min(drag);
        if nanos > self.largest {
            (self.largest, self.row) = (nanos, row);
        }
    }

    pub(super) fn join(&mut self, other: &Sums) {
        self.nanos += other.nanos;
        self.calls += other.calls;
        self.saved = self.saved.saturating_add(other.saved);
    }
}

/// The sums by operation, and by the service that it called.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) sums: Vec<(Part, Sums)>,
    places: HashMap<Part, usize>,
}

/// An operation, and the service that it called.
pub(super) type Part = (Option<u32>, Option<u32>);

impl Parts {
    pub(super) fn add(&mut self, part: Part, row: u32, nanos: u64, drag: u64) {
        let sums = &mut self.sums;
        let place = *self.places.entry(part).or_insert_with(|| {
            sums.push((part, Sums::default()));
            sums.len() - 1
        });
        sums[place].1.add(row, nanos, drag);
    }
}
