//! The order of rows: parents before their children, siblings by time.

use trace_model::{Span, SpanId, SpanKind};

use super::names::{Names, Naming};
use super::parents::Forest;
use super::row::{Outcome, Row, What};

/// The rows in order, and the names that they use.
pub(super) fn rows(spans: &[Span], forest: &Forest) -> (Vec<Row>, Names) {
    let children = Children::of(spans, forest);
    let mut naming = Naming::default();
    let mut rows: Vec<Row> = Vec::with_capacity(forest.nodes.len());
    // A node, and the row of its parent.
    let mut waiting: Vec<(u32, Option<u32>)> = Vec::new();
    waiting.extend(children.roots().iter().rev().map(|root| (*root, None)));
    while let Some((at, parent)) = waiting.pop() {
        let node = &forest.nodes[at as usize];
        let depth = parent.map_or(0, |parent: u32| rows[parent as usize].depth + 1);
        let span = match node.what {
            What::Span(place) => Some(&spans[place as usize]),
            What::Missing(_) | What::Trace => None,
        };
        let row = rows.len() as u32;
        rows.push(Row {
            what: node.what,
            parent,
            depth,
            descendants: 0,
            time: node.time,
            operation: span.map(|span| naming.operation(span)),
            kind: span.map_or(SpanKind::Internal, |span| span.kind),
            outcome: span.map_or(Outcome::Unset, |span| Outcome::from(&span.status)),
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
    (rows, naming.finish())
}

/// All nodes, grouped by their parents, each group in the order of display.
struct Children {
    ordered: Vec<u32>,
    /// Where the group of a node begins; the next node's begin is its end. Roots come first.
    begins: Vec<u32>,
}

impl Children {
    fn of(spans: &[Span], forest: &Forest) -> Self {
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
        let id = |what: What| -> Option<SpanId> {
            match what {
                What::Span(place) => Some(spans[place as usize].span_id),
                What::Missing(id) => Some(id),
                What::Trace => None,
            }
        };
        for group in begins.windows(2) {
            ordered[group[0] as usize..group[1] as usize].sort_unstable_by_key(|at| {
                let node = &nodes[*at as usize];
                (node.time, id(node.what), *at)
            });
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
