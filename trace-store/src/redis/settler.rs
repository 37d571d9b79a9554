//! What a store remembers of the hour in which it settles traces.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use crate::rollup::{Cell, Operation, RollUps};

/// How many services have an index of their own in an hour, and are counted by their names.
const SERVICES: usize = 1_000;

/// How many operations are counted by their names in an hour.
const OPERATIONS: usize = 10_000;

/// The name of what is counted together, where there are more names than that.
const OTHER: &str = "other";

/// Names that were seen in the hour, so that there are not too many of them: a sender may
/// make one up for each span.
#[derive(Debug, Default)]
pub(super) struct Settler {
    hour: u64,
    services: HashSet<Arc<str>>,
    operations: HashSet<Operation>,
    /// The hours whose counts have grown since they were drawn together.
    pub(super) grown: BTreeSet<u64>,
}

impl Settler {
    /// Begins anew when the hour is another one.
    pub(super) fn turn(&mut self, hour: u64) {
        if self.hour != hour {
            self.hour = hour;
            self.services.clear();
            self.operations.clear();
        }
    }

    /// Whether the service is one of those that have an index of their own.
    pub(super) fn has_index(&mut self, service: &Arc<str>) -> bool {
        admits(&mut self.services, service, SERVICES)
    }

    /// The same counts, with the names beyond the limits drawn together.
    pub(super) fn bounded(&mut self, counted: RollUps) -> RollUps {
        let other: Arc<str> = OTHER.into();
        let mut bounded = RollUps::default();
        for ((mut operation, minute), cell) in counted.operations {
            if !admits(&mut self.services, &operation.service, SERVICES) {
                operation.service = other.clone();
            }
            if !admits(&mut self.operations, &operation, OPERATIONS) {
                operation.name = other.clone();
            }
            let same = bounded.operations.entry((operation, minute));
            same.or_insert_with(Cell::default).merge(&cell);
        }
        for ((mut edge, minute), cell) in counted.edges {
            for service in [&mut edge.client, &mut edge.server] {
                if !admits(&mut self.services, service, SERVICES) {
                    *service = other.clone();
                }
            }
            let same = bounded.edges.entry((edge, minute));
            same.or_insert_with(Cell::default).merge(&cell);
        }
        bounded
    }
}

fn admits<T: Clone + Eq + std::hash::Hash>(known: &mut HashSet<T>, one: &T, most: usize) -> bool {
    if known.contains(one) {
        return true;
    }
    let room = known.len() < most;
    if room {
        known.insert(one.clone());
    }
    room
}
