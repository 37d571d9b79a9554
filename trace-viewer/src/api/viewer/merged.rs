//! The rows of two trees as one tree.

use std::collections::HashMap;

use trace_analysis::{Comparison, Tree};

/// A row of one tree, or of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) before: Option<u32>,
    pub(super) after: Option<u32>,
    pub(super) depth: u32,
}

/// The row in the first tree, and the one in the second.
type Node = (Option<u32>, Option<u32>);

/// All rows, parents first. A row that both have stands where the second tree has it; one that
/// only the first has, under its parent there.
pub(super) fn merged(comparison: &Comparison, before: &Tree, after: &Tree) -> Vec<Pair> {
    let both = comparison.both.iter().map(|&(b, a)| (Some(b), Some(a)));
    let removed = comparison.removed.iter().map(|&b| (Some(b), None));
    let added = comparison.added.iter().map(|&a| (None, Some(a)));
    let nodes: Vec<Node> = both.chain(removed).chain(added).collect();
    let by = |side: fn(&Node) -> Option<u32>| {
        let numbered = nodes.iter().zip(0_usize..);
        let rows = numbered.filter_map(move |(node, at)| Some((side(node)?, at)));
        rows.collect::<HashMap<u32, usize>>()
    };
    let (by_before, by_after) = (by(|node| node.0), by(|node| node.1));

    let mut roots = Vec::new();
    let mut children = vec![Vec::new(); nodes.len()];
    for (node, at) in nodes.iter().zip(0_usize..) {
        let parent = match *node {
            (_, Some(row)) => after.rows[row as usize]
                .parent
                .and_then(|row| by_after.get(&row)),
            (Some(row), None) => before.rows[row as usize]
                .parent
                .and_then(|row| by_before.get(&row)),
            (None, None) => None,
        };
        match parent {
            Some(&parent) => children[parent].push(at),
            None => roots.push(at),
        }
    }
    // Siblings in the order of time, each from the start of its own trace.
    let start = |at: usize| {
        let of = |tree: &Tree, row: u32| {
            let first = tree.rows.first().map_or(0, |row| row.time.start);
            tree.rows[row as usize].time.start.saturating_sub(first)
        };
        match nodes[at] {
            (_, Some(row)) => of(after, row),
            (Some(row), None) => of(before, row),
            (None, None) => 0,
        }
    };
    let mut pairs = Vec::with_capacity(nodes.len());
    let mut waiting = Vec::new();
    let put = |waiting: &mut Vec<(usize, u32)>, mut rows: Vec<usize>, depth: u32| {
        rows.sort_by_key(|at| (start(*at), *at));
        waiting.extend(rows.into_iter().rev().map(|at| (at, depth)));
    };
    put(&mut waiting, roots, 0);
    while let Some((at, depth)) = waiting.pop() {
        let (before, after) = nodes[at];
        pairs.push(Pair {
            before,
            after,
            depth,
        });
        put(&mut waiting, std::mem::take(&mut children[at]), depth + 1);
    }
    pairs
}
