//! The critical path: what the trace waited for, at each moment.

use trace_model::SpanKind;

use crate::interval::Interval;
use crate::tree::{Row, Tree};

/// A stretch of the critical path: the row for which the trace waited then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// The row, in [`Tree::rows`].
    pub row: u32,
    /// When the trace waited for the row itself, not for one below it.
    pub time: Interval,
}

/// What the trace waited for, at each moment.
///
/// Walked backwards from the end of the first row: of the children that had ended by then,
/// the last to end is the one that was waited for; then on from its start. The sections are
/// disjoint, in the order of time, and together exactly as long as the first row.
///
/// A child may overlap the one waited for next by 1 % of its parent, so that a clock that is
/// slightly off does not hide it (as CRISP does). Consumers of messages are not waited for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CriticalPath {
    /// The sections, in the order of time.
    pub sections: Vec<Section>,
    /// How much of the path each row has: as long as [`Tree::rows`].
    pub nanos: Vec<u64>,
    /// The part of its own time in which each row, or one below it, is on the path: empty,
    /// at zero, for a row that is not.
    pub(crate) parts: Vec<Interval>,
}

/// A row on the way down the path.
struct Step {
    row: u32,
    /// The part of the row that counts.
    time: Interval,
    /// What is left of it, before this moment.
    cursor: u64,
    /// The children yet to be looked at: a range of the shared list, taken from its end.
    children: usize,
}

impl CriticalPath {
    pub(crate) fn of(tree: &Tree) -> Self {
        let mut path = CriticalPath {
            sections: Vec::new(),
            nanos: vec![0; tree.rows.len()],
            parts: vec![Interval::new(0, 0); tree.rows.len()],
        };
        if tree.rows.is_empty() {
            return path;
        }
        let mut candidates: Vec<(u32, Interval)> = Vec::new();
        let mut steps = vec![path.enter(tree, 0, tree.time(), &mut candidates)];
        while let Some(step) = steps.last_mut() {
            let tolerance = step.time.nanos() / 100;
            let next = (candidates.len() > step.children).then(|| candidates.pop());
            let Some((child, time)) = next.flatten() else {
                let (row, rest) = (step.row, Interval::new(step.time.start, step.cursor));
                path.add(row, rest);
                steps.pop();
                continue;
            };
            let waited_for = time.start < time.end
                && time.start < step.cursor
                && time.end.saturating_sub(step.cursor) <= tolerance;
            if waited_for {
                let time = Interval::new(time.start, time.end.min(step.cursor));
                path.add(step.row, Interval::new(time.end, step.cursor));
                step.cursor = time.start;
                let below = path.enter(tree, child, time, &mut candidates);
                steps.push(below);
            }
        }
        path.sections.reverse();
        path
    }

    /// Whether the trace waited for the row, or for one below it.
    pub fn holds(&self, row: u32) -> bool {
        self.parts[row as usize].nanos() > 0
    }

    fn enter(
        &mut self,
        tree: &Tree,
        row: u32,
        time: Interval,
        candidates: &mut Vec<(u32, Interval)>,
    ) -> Step {
        self.parts[row as usize] = time;
        let children = candidates.len();
        let parent = &tree.rows[row as usize];
        candidates.extend((tree.children(row)).filter_map(|child| {
            let below = &tree.rows[child as usize];
            is_waited_for(parent, below).then(|| (child, below.time.clip(time)))
        }));
        // The last to end is taken first; of several the longest, then the first one drawn.
        candidates[children..].sort_unstable_by_key(|(child, time)| {
            let late = std::cmp::Reverse((time.start, *child));
            (time.end, late)
        });
        Step {
            row,
            time,
            cursor: time.end,
            children,
        }
    }

    fn add(&mut self, row: u32, time: Interval) {
        if time.nanos() > 0 {
            self.sections.push(Section { row, time });
            self.nanos[row as usize] += time.nanos();
        }
    }
}

fn is_waited_for(parent: &Row, child: &Row) -> bool {
    (parent.kind, child.kind) != (SpanKind::Producer, SpanKind::Consumer)
}
