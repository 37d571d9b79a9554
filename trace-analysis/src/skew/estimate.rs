//! By how much clocks differ, judged by calls that must lie within each other.

use std::collections::{BTreeMap, HashMap};

use trace_model::SpanKind;

use super::clock::Clocks;
use crate::tree::Forest;

/// How far the times of a clock must move to agree with another one: a range of nanoseconds.
/// Differences of times need more than 64 bits.
#[derive(Clone, Copy)]
pub(super) struct Range {
    pub(super) least: i128,
    pub(super) most: i128,
    pub(super) edges: u32,
}

/// Far more than times can differ by.
const UNBOUNDED: i128 = i128::MAX / 4;

impl Range {
    /// The shift that is sure to be needed: none where none is, else the middle; `None` where
    /// no shift suits all calls.
    pub(super) fn shift(self) -> Option<i64> {
        if self.least > self.most {
            return None;
        }
        let shift = if self.least <= 0 && 0 <= self.most {
            0
        } else if self.most == UNBOUNDED {
            self.least
        } else if self.least == -UNBOUNDED {
            self.most
        } else {
            (self.least + self.most) / 2
        };
        i64::try_from(shift).ok()
    }

    fn narrow(&mut self, other: Range) {
        self.least = self.least.max(other.least);
        self.most = self.most.min(other.most);
        self.edges += other.edges;
    }

    fn turned(self) -> Range {
        Range {
            least: -self.most,
            most: -self.least,
            edges: self.edges,
        }
    }
}

/// For each pair of clocks with calls between them, how far the second must move to agree
/// with the first.
pub(super) fn ranges(forest: &Forest<'_>, clocks: &Clocks) -> BTreeMap<(u32, u32), Range> {
    let mut ranges: BTreeMap<(u32, u32), Range> = BTreeMap::new();
    for node in &forest.nodes {
        let Some(above) = node.parent.map(|parent| &forest.nodes[parent as usize]) else {
            continue;
        };
        let (Some(caller), Some(called)) = (above.resource, node.resource) else {
            continue;
        };
        let [caller, called] = [caller, called].map(|at| clocks.of_resource[at as usize]);
        if caller == called {
            continue;
        }
        let least = i128::from(above.time.start) - i128::from(node.time.start);
        let most = match (above.kind, node.kind) {
            // A server that worked on after its client had given up says nothing.
            (SpanKind::Client, SpanKind::Server) if node.time.nanos() <= above.time.nanos() => {
                i128::from(above.time.end) - i128::from(node.time.end)
            }
            (SpanKind::Producer, SpanKind::Consumer) => UNBOUNDED,
            _ => continue,
        };
        let range = Range {
            least,
            most,
            edges: 1,
        };
        let (pair, range) = if caller < called {
            ((caller, called), range)
        } else {
            ((called, caller), range.turned())
        };
        let known = ranges.entry(pair);
        known
            .and_modify(|known| known.narrow(range))
            .or_insert(range);
    }
    ranges
}

/// How far each clock must move to agree with clock `first`, from pair to pair; `None` where
/// no pair leads there, or the pair's calls contradict each other.
pub(super) fn shifts(
    clocks: usize,
    first: u32,
    ranges: &BTreeMap<(u32, u32), Range>,
) -> Vec<Option<i64>> {
    let mut next_to: HashMap<u32, Vec<(u32, i64)>> = HashMap::new();
    for (&(one, other), range) in ranges {
        if let Some(shift) = range.shift() {
            next_to.entry(one).or_default().push((other, shift));
            next_to
                .entry(other)
                .or_default()
                .push((one, shift.saturating_neg()));
        }
    }
    let mut shifts = vec![None; clocks];
    let mut waiting = std::collections::VecDeque::from([first]);
    if let Some(first) = shifts.get_mut(first as usize) {
        *first = Some(0);
    }
    while let Some(clock) = waiting.pop_front() {
        let known = shifts[clock as usize].unwrap_or(0);
        for (other, shift) in next_to.get(&clock).into_iter().flatten() {
            let of_other = &mut shifts[*other as usize];
            if of_other.is_none() {
                *of_other = Some(shift.saturating_add(known));
                waiting.push_back(*other);
            }
        }
    }
    shifts
}
