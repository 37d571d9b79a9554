//! By how much clocks differ, judged by calls.

use std::collections::{BTreeMap, HashMap};

use trace_model::{Span, SpanKind};

use super::clock::Clocks;
use super::local::is_local;
use super::range::{Bounds, Range};
use crate::tree::{Forest, Node};

/// For each pair of clocks with calls between them, how far the second must move to agree
/// with the first.
pub(super) fn ranges(
    spans: &[Span],
    forest: &Forest<'_>,
    clocks: &Clocks,
) -> BTreeMap<(u32, u32), Range> {
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
        let Some(range) = of_call(spans, above, node) else {
            continue;
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

/// What one call says.
fn of_call(spans: &[Span], above: &Node, below: &Node) -> Option<Range> {
    let until = |end: u64, mark: u64| Bounds {
        // Nothing is done before it is asked for.
        least: i128::from(above.time.start) - i128::from(below.time.start),
        most: i128::from(end) - i128::from(mark),
    };
    match (above.kind, below.kind) {
        // A server that works on after its client has given up: it may have begun then, too.
        (SpanKind::Client, SpanKind::Server) if below.time.nanos() > above.time.nanos() => {
            Some(Range::of_start(until(0, 0).least))
        }
        (SpanKind::Client, SpanKind::Server) => {
            let causal = until(above.time.end, below.time.start);
            let fitting = until(above.time.end, below.time.end);
            let is_local = [above, below].into_iter().any(|node| {
                let span = node.what.span().and_then(|span| spans.get(span as usize));
                span.is_some_and(is_local)
            });
            Some(match is_local {
                true => Range::within(causal, causal, fitting),
                false => Range::within(causal, fitting.after(super::AFTERWARDS), fitting),
            })
        }
        (SpanKind::Producer, SpanKind::Consumer) => Some(Range::of_start(until(0, 0).least)),
        _ => None,
    }
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
