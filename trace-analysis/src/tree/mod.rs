//! The tree of a trace, as a list of rows.

// From the top down: a module stands above what it imports.
mod layout;

mod parents;

mod duplicates;
mod names;

mod row;

pub use names::{Names, Operation};
pub(crate) use parents::{Forest, Node};
pub use row::{Marks, Outcome, Row, What};

use std::sync::Arc;

use trace_model::Trace;

use crate::interval::Interval;

/// The tree of a trace, as a list of rows in the order in which they are drawn: a parent
/// before its children, siblings by start, then end, then id.
///
/// Every span has one row, whatever its parent is. A span that arrived twice has one, too;
/// spans that share an id and differ have one each, marked. The children of a span that did
/// not arrive stand below a row that says so; several roots stand below a row for the trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The rows, in the order in which they are drawn. The first is the root of all others.
    pub rows: Vec<Row>,
    /// The services and operations that the rows name.
    pub names: Names,
    /// How many spans were left out: they arrived before, equal in everything.
    pub repeated: u32,
}

impl Tree {
    /// The tree of `trace`, with its times as they were sent.
    ///
    /// ```
    /// use trace_analysis::Tree;
    /// use trace_model::{Trace, TraceId};
    ///
    /// let nothing = Trace::new(TraceId::random());
    /// assert!(Tree::of(&nothing).rows.is_empty());
    /// ```
    pub fn of(trace: &Trace) -> Self {
        Tree::from(Forest::of(&trace.spans))
    }

    /// The time of the first row: all that the trace is measured by. Empty without rows.
    pub fn time(&self) -> Interval {
        let first = self.rows.first();
        first.map_or(Interval::new(0, 0), |row| row.time)
    }

    /// The row's children, in the order in which they are drawn.
    pub fn children(&self, row: u32) -> impl Iterator<Item = u32> + '_ {
        let end = row + self.rows[row as usize].descendants;
        let mut next = row + 1;
        std::iter::from_fn(move || {
            let child = next;
            (child <= end).then(|| {
                next = child + 1 + self.rows[child as usize].descendants;
                child
            })
        })
    }

    /// The rows above `row`, the nearest first.
    pub fn ancestors(&self, row: u32) -> impl Iterator<Item = u32> + '_ {
        let parent = |row: &u32| self.rows[*row as usize].parent;
        std::iter::successors(parent(&row), parent)
    }

    /// The place of the row's service in [`Names::services`].
    pub fn service(&self, row: u32) -> Option<u32> {
        let operation = self.rows[row as usize].operation?;
        Some(self.names.operations[operation as usize].service)
    }

    /// The name of the row's service; none where the row is not a span.
    pub fn service_name(&self, row: u32) -> Option<&Arc<str>> {
        let service = self.service(row)?;
        Some(&self.names.services[service as usize])
    }

    /// The name of the row's operation; none where the row is not a span.
    pub fn operation_name(&self, row: u32) -> Option<&Arc<str>> {
        let operation = self.rows[row as usize].operation?;
        Some(&self.names.operations[operation as usize].name)
    }
}

impl From<Forest<'_>> for Tree {
    fn from(forest: Forest<'_>) -> Self {
        Tree {
            rows: layout::rows(&forest),
            names: forest.names,
            repeated: forest.repeated,
        }
    }
}
