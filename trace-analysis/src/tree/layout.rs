//! The order of rows: parents before their children, siblings by time.

use super::parents::Forest;
use super::row::Row;

/// The rows in order.
pub(super) fn rows(forest: &Forest<'_>) -> Vec<Row> {
    let children = Children::of(forest);
    let mut rows: Vec<Row> = Vec::with_capacity(forest.nodes.len());
    // A node, and the row of its parent.
    let mut waiting: Vec<(u32, Option<u32>)> = Vec::new();
    waiting.extend(children.roots().iter().rev().map(|root| (*root, None)));
    while let Some((at, parent)) = waiting.pop() {
        let node = &forest.nodes[at as usize];
        let depth = parent.map_or(0, |parent: u32| rows[parent as usize].depth + 1);
        let row = rows.len() as u32;
        rows.push(Row {
            what: node.what,
            parent,
            depth,
            descendants: 0,
            time: node.time,
            operation: node.operation,
            kind: node.kind,
            outcome: node.outcome,
            marks: node.marks,
        });
        let below = children.of_node(at).iter().rev();
        waiting.extend(below.map(|child| (*child, Some(row))));
    }
    for row in (0..rows.len()).rev() {
        if let Some(parent) = rows[row].parent {
            rows[parent as usize].descendants += rows[row].descendants + 1;
        }
    }
    rows
}

/// All nodes, grouped by their parents, each group in the order of display.
struct Children {
    ordered: Vec<u32>,
    /// Where the group of a node begins; the next node's begin is its end. Roots come first.
    begins: Vec<u32>,
}

impl Children {
    fn of(forest: &Forest<'_>) -> Self {
        let nodes = &forest.nodes;
        let mut begins = vec![0_u32; nodes.len() + 2];
        for node in nodes {
            begins[slot(node.parent) + 1] += 1;
        }
        for slot in 1..begins.len() {
            begins[slot] += begins[slot - 1];
        }
        let mut free = begins.clone();
        let mut ordered = vec![0_u32; nodes.len()];
        for (at, node) in (0_u32..).zip(nodes) {
            let place = &mut free[slot(node.parent)];
            ordered[*place as usize] = at;
            *place += 1;
        }
        for group in begins.windows(2) {
            let group = &mut ordered[group[0] as usize..group[1] as usize];
            if group.len() > 1 {
                group.sort_unstable_by_key(|at| {
                    let node = &nodes[*at as usize];
                    (node.time, node.id, *at)
                });
            }
        }
        Children { ordered, begins }
    }

    fn roots(&self) -> &[u32] {
        &self.ordered[..self.begins[1] as usize]
    }

    fn of_node(&self, node: u32) -> &[u32] {
        let slot = slot(Some(node));
        &self.ordered[self.begins[slot] as usize..self.begins[slot + 1] as usize]
    }
}

/// Roots have the first group; the children of node `n` the group `n + 1`.
fn slot(parent: Option<u32>) -> usize {
    parent.map_or(0, |parent| parent as usize + 1)
}
