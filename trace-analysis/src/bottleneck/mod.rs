//! Where the time went, in a sentence.

// From the top down: a module stands above what it imports.
mod sentence;

mod parts;

use std::collections::HashMap;
use std::sync::Arc;

use crate::critical_path::CriticalPath;
use crate::tree::Tree;
use parts::{Part, Parts, Sums};

/// From this share of the critical path on, one place is the bottleneck.
const SINGLE_PERCENT: u64 = 35;
/// How many places are named.
const NAMED: usize = 3;

/// Where the time went: the places with the largest parts of the critical path.
///
/// Shown as a sentence: "`orders` is the bottleneck: 2,500 ms of 2,565 ms (97 %), of which
/// 2,310 ms in `SELECT orders` (1 call)".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bottleneck {
    /// The length of the critical path.
    pub total_nanos: u64,
    /// The places with the largest parts, the largest first: at most three.
    pub places: Vec<Share>,
    /// The first place has enough of the path to be called the bottleneck.
    pub single: bool,
    /// Within the first place, the operation with the largest part.
    pub operation: Option<OperationShare>,
    /// By how much the trace would be shorter, at most, if the first place took no time.
    pub saved_at_most_nanos: u64,
}

/// A place, and its part of the critical path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Where the time went.
    pub place: Place,
    /// The part of the critical path.
    pub nanos: u64,
    /// How many spans it is made of.
    pub calls: u64,
}

/// An operation, and its part of the critical path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationShare {
    /// The name of the operation.
    pub name: Arc<str>,
    /// The part of the critical path.
    pub nanos: u64,
    /// How many spans it is made of.
    pub calls: u64,
    /// The row with the largest part, in [`Tree::rows`].
    pub row: u32,
}

/// Where time can go.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// A service was at work.
    Service(Arc<str>),
    /// A call was under way, or waited in a queue.
    Between {
        /// The service that called.
        from: Arc<str>,
        /// The service that was called.
        to: Arc<str>,
    },
    /// Nothing is known of that time.
    NotTraced,
}

/// A place by numbers, to add up in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Key {
    Service(u32),
    Between(u32, u32),
    NotTraced,
}

impl Bottleneck {
    /// `None` where the trace took no time.
    pub(crate) fn of(
        tree: &Tree,
        servers: &[Option<u32>],
        path: &CriticalPath,
        drag: &[u64],
    ) -> Option<Self> {
        let mut parts = Parts::default();
        for (row, nanos) in (0_u32..).zip(&path.nanos).filter(|(_, nanos)| **nanos > 0) {
            let operation = tree.rows[row as usize].operation;
            let to = servers[row as usize].and_then(|server| tree.service(server));
            parts.add((operation, to), row, *nanos, drag[row as usize]);
        }
        let place = |(operation, to): Part| match (operation, to) {
            (None, _) => Key::NotTraced,
            (Some(operation), to) => {
                let from = tree.names.operations[operation as usize].service;
                to.map_or(Key::Service(from), |to| Key::Between(from, to))
            }
        };
        let mut places: HashMap<Key, Sums> = HashMap::new();
        for (part, sums) in &parts.sums {
            places.entry(place(*part)).or_default().join(sums);
        }
        let mut ranked: Vec<(Key, Sums)> = places.into_iter().collect();
        ranked.sort_unstable_by_key(|(key, sums)| (std::cmp::Reverse(sums.nanos), *key));
        let (first, sums) = *ranked.first()?;
        let total_nanos = tree.time().nanos();
        let operation = (parts.sums.iter())
            .filter(|(part, _)| place(*part) == first)
            .filter_map(|((operation, _), sums)| Some(((*operation)?, sums)))
            .max_by_key(|(operation, sums)| (sums.nanos, std::cmp::Reverse(*operation)))
            .map(|(operation, sums)| OperationShare {
                name: tree.names.operations[operation as usize].name.clone(),
                nanos: sums.nanos,
                calls: sums.calls,
                row: sums.row,
            });
        let places = (ranked.iter().take(NAMED))
            .map(|(key, sums)| Share {
                place: key.place(tree),
                nanos: sums.nanos,
                calls: sums.calls,
            })
            .collect();
        Some(Bottleneck {
            total_nanos,
            places,
            single: u128::from(sums.nanos) * 100
                >= u128::from(total_nanos) * u128::from(SINGLE_PERCENT),
            operation,
            saved_at_most_nanos: sums.saved.min(total_nanos),
        })
    }
}

impl Key {
    fn place(self, tree: &Tree) -> Place {
        let name = |service: u32| tree.names.services[service as usize].clone();
        match self {
            Key::Service(service) => Place::Service(name(service)),
            Key::Between(from, to) => Place::Between {
                from: name(from),
                to: name(to),
            },
            Key::NotTraced => Place::NotTraced,
        }
    }
}
