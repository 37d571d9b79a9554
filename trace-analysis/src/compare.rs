//! Two traces of the same request, side by side.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::tree::Tree;

/// Two traces of the same request, side by side.
///
/// Rows are the same if their parents are, and their service, operation and place among
/// equal siblings. What is left over then is paired by service, operation and order, so that
/// one more layer does not make all below it another trace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// The rows that both have: first the row of the one, then that of the other trace.
    pub both: Vec<(u32, u32)>,
    /// The rows that only the second trace has.
    pub added: Vec<u32>,
    /// The rows that only the first trace has.
    pub removed: Vec<u32>,
}

/// A row that both traces have, and by how much it takes longer in the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The row of the first trace.
    pub before: u32,
    /// The row of the second trace.
    pub after: u32,
    /// By how much the second's takes longer; negative if it is faster.
    pub nanos: i64,
}

impl Comparison {
    /// Pairs the rows of two trees.
    pub fn of(before: &Tree, after: &Tree) -> Self {
        let mut shapes = Shapes::default();
        let [of_before, of_after] = [before, after].map(|tree| shapes.of(tree));
        let by_shape: HashMap<u32, u32> = of_before.iter().copied().zip(0..).collect();
        let mut pair_of_before: Vec<Option<u32>> = vec![None; before.rows.len()];
        let mut left: Vec<u32> = Vec::new();
        for (row, shape) in (0_u32..).zip(&of_after) {
            match by_shape.get(shape) {
                Some(same) => pair_of_before[*same as usize] = Some(row),
                None => left.push(row),
            }
        }
        // By name and order, backwards, so that the first of a name is taken first.
        let mut by_name: HashMap<Option<(&str, &str)>, Vec<u32>> = HashMap::new();
        for row in left.iter().rev() {
            by_name.entry(name(after, *row)).or_default().push(*row);
        }
        for row in 0..before.rows.len() as u32 {
            let pair = &mut pair_of_before[row as usize];
            if pair.is_none() {
                *pair = by_name.get_mut(&name(before, row)).and_then(Vec::pop);
            }
        }
        let mut comparison = Comparison::default();
        for (row, pair) in (0_u32..).zip(pair_of_before) {
            match pair {
                Some(pair) => comparison.both.push((row, pair)),
                None => comparison.removed.push(row),
            }
        }
        comparison.added = by_name.into_values().flatten().collect();
        comparison.added.sort_unstable();
        comparison
    }

    /// The rows that both have and that differ by at least a tenth and 1 ms; what became
    /// slower by most comes first, what became faster by most last.
    pub fn changes(&self, before: &Tree, after: &Tree) -> Vec<Change> {
        const LEAST_NANOS: u64 = 1_000_000;
        let changes = self.both.iter().map(|&(before_row, after_row)| {
            let was = before.rows[before_row as usize].time.nanos();
            let is = after.rows[after_row as usize].time.nanos();
            let magnitude = i64::try_from(is.abs_diff(was)).unwrap_or(i64::MAX);
            let change = Change {
                before: before_row,
                after: after_row,
                nanos: if is < was { -magnitude } else { magnitude },
            };
            (change, is.abs_diff(was) >= LEAST_NANOS.max(was / 10))
        });
        let mut changes: Vec<Change> = changes
            .filter_map(|(change, differs)| differs.then_some(change))
            .collect();
        changes.sort_by_key(|change| (std::cmp::Reverse(change.nanos), change.before));
        changes
    }
}

/// The service and the operation of a row; none where it is not a span.
fn name(tree: &Tree, row: u32) -> Option<(&str, &str)> {
    Some((tree.service_name(row)?, tree.operation_name(row)?))
}

/// The places of rows in their trees, as numbers: equal places of two trees have the same.
#[derive(Default)]
struct Shapes<'a> {
    numbers: HashMap<Shape<'a>, u32>,
}

/// The parent's shape, the name, and how many siblings of that name came before.
type Shape<'a> = (Option<u32>, Option<(&'a str, &'a str)>, u32);

impl<'a> Shapes<'a> {
    fn of(&mut self, tree: &'a Tree) -> Vec<u32> {
        let mut shapes: Vec<u32> = Vec::with_capacity(tree.rows.len());
        let mut seen: HashMap<(Option<u32>, Option<u32>), u32> = HashMap::new();
        for (row, at) in (0_u32..).zip(&tree.rows) {
            let before = seen.entry((at.parent, at.operation)).or_default();
            let parent = at.parent.map(|parent| shapes[parent as usize]);
            let shape = (parent, name(tree, row), *before);
            *before += 1;
            let next = self.numbers.len() as u32;
            shapes.push(match self.numbers.entry(shape) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(new) => *new.insert(next),
            });
        }
        shapes
    }
}
