//! A histogram for each kind of request, within bounds.

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use trace_tower::Served;

use crate::histogram::Histogram;

/// What tells one kind of request from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key<'a> {
    pub(super) method: &'static str,
    /// Empty where no route was found.
    pub(super) route: &'a str,
    pub(super) status: Option<u16>,
}

impl<'a> Key<'a> {
    pub(super) fn of(served: &Served<'a>) -> Self {
        Key {
            method: served.method,
            route: served.route.unwrap_or(""),
            status: served.status.map(|status| status.as_u16()),
        }
    }

    /// FNV-1a.
    fn hash(&self) -> usize {
        let status = self.status.unwrap_or(0).to_le_bytes();
        let bytes = self.method.bytes().chain(self.route.bytes()).chain(status);
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        (hash >> 32) as usize
    }
}

/// How many kinds are told apart.
pub(super) const LIMIT: usize = 500;

/// Twice as many and more, so that a place is found soon.
const SLOTS: usize = 1024;

struct One {
    method: &'static str,
    route: Box<str>,
    status: Option<u16>,
    histogram: Histogram,
}

impl One {
    fn key(&self) -> Key<'_> {
        Key {
            method: self.method,
            route: &self.route,
            status: self.status,
        }
    }
}

/// All kinds that there were. They are found without a lock.
pub(super) struct Series {
    slots: Vec<OnceLock<Box<One>>>,
    taken: AtomicUsize,
    others: Histogram,
}

impl Series {
    pub(super) fn new() -> Self {
        Series {
            slots: (0..SLOTS).map(|_| OnceLock::new()).collect(),
            taken: AtomicUsize::new(0),
            others: Histogram::new(),
        }
    }

    /// The histogram of this kind, which is made if there is room for it.
    pub(super) fn of(&self, key: &Key<'_>) -> &Histogram {
        let start = key.hash() % SLOTS;
        let (before, behind) = self.slots.split_at(start);
        for slot in behind.iter().chain(before) {
            let found = match slot.get() {
                Some(found) => found,
                None if self.taken.load(Ordering::Relaxed) < LIMIT => {
                    slot.get_or_init(|| self.take(key))
                }
                None => break,
            };
            if found.key() == *key {
                return &found.histogram;
            }
        }
        &self.others
    }

    fn take(&self, key: &Key<'_>) -> Box<One> {
        self.taken.fetch_add(1, Ordering::Relaxed);
        Box::new(One {
            method: key.method,
            route: key.route.into(),
            status: key.status,
            histogram: Histogram::new(),
        })
    }

    /// Each kind that there was, in the order of routes.
    pub(super) fn each(&self) -> impl Iterator<Item = (Key<'_>, &Histogram)> {
        let taken = self.slots.iter().filter_map(OnceLock::get);
        let mut each: Vec<_> = taken.map(|one| (one.key(), &one.histogram)).collect();
        each.sort_by_key(|(key, _)| (key.route, key.method, key.status));
        each.into_iter()
    }

    /// The histogram of all for which there was no room.
    pub(super) fn others(&self) -> &Histogram {
        &self.others
    }
}

impl fmt::Debug for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.each().map(|(key, _)| key))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn more_kinds_than_there_is_room_for() {
        let series = Series::new();
        let routes: Vec<_> = (0..2 * LIMIT).map(|at| format!("/route/{at}")).collect();
        for _ in 0..2 {
            for route in &routes {
                let key = Key {
                    method: "GET",
                    route,
                    status: Some(200),
                };
                series.of(&key).record(Duration::ZERO);
            }
        }
        assert_eq!(series.each().count(), LIMIT);
        assert!(series.each().all(|(_, of)| of.read().count() == 2));
        assert_eq!(series.others().read().count(), 2 * LIMIT as u64);
    }
}
