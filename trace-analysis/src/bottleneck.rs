//! Where the time went, in a sentence.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::critical_path::CriticalPath;
use crate::duration::{count, duration, percent};
use crate::self_time::calls;
use crate::tree::Tree;

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

/// The sums of a place or an operation.
#[derive(Clone, Copy, Default)]
struct Sums {
    nanos: u64,
    calls: u64,
    saved: u64,
    largest: u64,
    row: u32,
}

impl Sums {
    fn add(&mut self, row: u32, nanos: u64, drag: u64) {
        self.nanos += nanos;
        self.calls += 1;
        self.saved += nanos.min(drag);
        if nanos > self.largest {
            (self.largest, self.row) = (nanos, row);
        }
    }
}

impl Bottleneck {
    /// `None` where the trace took no time.
    pub(crate) fn of(tree: &Tree, path: &CriticalPath, drag: &[u64]) -> Option<Self> {
        let called = calls(tree);
        let mut places: HashMap<Key, Sums> = HashMap::new();
        let mut operations: HashMap<(Key, u32), Sums> = HashMap::new();
        for (row, nanos) in (0_u32..).zip(&path.nanos).filter(|(_, nanos)| **nanos > 0) {
            let place = match (tree.service(row), called[row as usize]) {
                (None, _) => Key::NotTraced,
                (Some(from), Some(server)) => match tree.service(server) {
                    Some(to) => Key::Between(from, to),
                    None => Key::Service(from),
                },
                (Some(service), None) => Key::Service(service),
            };
            let drag = drag[row as usize];
            places.entry(place).or_default().add(row, *nanos, drag);
            if let Some(operation) = tree.rows[row as usize].operation {
                let sums = operations.entry((place, operation)).or_default();
                sums.add(row, *nanos, drag);
            }
        }
        let mut ranked: Vec<(Key, Sums)> = places.into_iter().collect();
        ranked.sort_unstable_by_key(|(key, sums)| (std::cmp::Reverse(sums.nanos), *key));
        let (first, sums) = *ranked.first()?;
        let total_nanos = tree.time().nanos();
        let operation = (operations.iter())
            .filter(|((place, _), _)| *place == first && first != Key::NotTraced)
            .max_by_key(|((_, operation), sums)| (sums.nanos, std::cmp::Reverse(*operation)))
            .map(|((_, operation), sums)| OperationShare {
                name: tree.names.operations[*operation as usize].name.clone(),
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

impl fmt::Display for Bottleneck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = duration(self.total_nanos);
        let Some(first) = self.places.first() else {
            return Ok(());
        };
        if !self.single {
            f.write_str("no single bottleneck: of ")?;
            write!(f, "{total}, ")?;
            for (place, share) in self.places.iter().enumerate() {
                let between = if place > 0 { ", " } else { "" };
                let part = duration(share.nanos);
                let percent = percent(share.nanos, self.total_nanos);
                write!(f, "{between}{part} ({percent} %) {}", share.place.within())?;
            }
            return Ok(());
        }
        let part = duration(first.nanos);
        let percent = percent(first.nanos, self.total_nanos);
        match &first.place {
            Place::Service(name) => {
                write!(
                    f,
                    "`{name}` is the bottleneck: {part} of {total} ({percent} %)"
                )?;
            }
            Place::Between { from, to } => write!(
                f,
                "network and queue between `{from}` and `{to}` are the bottleneck: \
                 {part} of {total} ({percent} %)"
            )?,
            Place::NotTraced => {
                return write!(
                    f,
                    "the largest part was not traced: {part} of {total} ({percent} %)"
                );
            }
        }
        match &self.operation {
            Some(operation) => {
                let part = duration(operation.nanos);
                let calls = count(operation.calls, "call", "calls");
                write!(f, ", of which {part} in `{}` ({calls})", operation.name)
            }
            None => Ok(()),
        }
    }
}

impl Place {
    fn within(&self) -> String {
        match self {
            Place::Service(name) => format!("in `{name}`"),
            Place::Between { from, to } => {
                format!("in network and queue between `{from}` and `{to}`")
            }
            Place::NotTraced => "not traced".to_owned(),
        }
    }
}
