//! Counts that only grow.

use std::collections::BTreeMap;
use std::sync::Arc;

use trace_model::SpanKind;
use trace_store::rollup::{Cell, Edge, Operation};
use trace_store::{ReadError, Store};

use crate::api::clock;

/// More operations than these are counted together.
const MOST_OPERATIONS: usize = 500;
/// More edges than these are counted together.
const MOST_EDGES: usize = 500;
/// What stands for all others.
const OTHER: &str = "(other)";
/// A span that comes later than this is in no count.
const OPEN_MINUTES: u64 = 10;
const NANOS_A_MINUTE: u64 = 60_000_000_000;

/// What was counted since the viewer started.
///
/// The store forgets its oldest minutes, and a counter that falls is taken for one that began
/// again. So minutes that are over are added up here, and never asked for again.
#[derive(Debug)]
pub(in crate::api) struct Totals {
    over: Counted,
    /// The first minute that may still change.
    open: u64,
}

/// Cells by what they count.
#[derive(Debug, Clone, Default)]
pub(super) struct Counted {
    pub(super) operations: BTreeMap<Operation, Cell>,
    pub(super) edges: BTreeMap<Edge, Cell>,
}

impl Default for Totals {
    fn default() -> Self {
        Totals {
            over: Counted::default(),
            open: minute(),
        }
    }
}

impl Totals {
    /// The counts of this moment.
    pub(super) async fn read(&mut self, store: &dyn Store) -> Result<Counted, ReadError> {
        let now = minute();
        // A clock that was set back opens no minute again.
        let counted = store
            .roll_ups(self.open..now.max(self.open) + 1)
            .await?
            .value;
        let over = now.saturating_sub(OPEN_MINUTES).max(self.open);
        for ((operation, _), cell) in counted.operations.iter().filter(|((_, at), _)| *at < over) {
            self.over.add_operation(operation, cell);
        }
        for ((edge, _), cell) in counted.edges.iter().filter(|((_, at), _)| *at < over) {
            self.over.add_edge(edge, cell);
        }
        self.open = over;
        let mut all = self.over.clone();
        for ((operation, _), cell) in counted.operations.iter().filter(|((_, at), _)| *at >= over) {
            all.add_operation(operation, cell);
        }
        for ((edge, _), cell) in counted.edges.iter().filter(|((_, at), _)| *at >= over) {
            all.add_edge(edge, cell);
        }
        Ok(all)
    }
}

impl Counted {
    fn add_operation(&mut self, operation: &Operation, cell: &Cell) {
        let has_room = self.operations.len() < MOST_OPERATIONS;
        let key = if has_room || self.operations.contains_key(operation) {
            operation.clone()
        } else {
            Operation {
                service: OTHER.into(),
                name: OTHER.into(),
                kind: SpanKind::Internal,
            }
        };
        self.operations.entry(key).or_default().merge(cell);
    }

    fn add_edge(&mut self, edge: &Edge, cell: &Cell) {
        let has_room = self.edges.len() < MOST_EDGES;
        let other = || Arc::<str>::from(OTHER);
        let key = if has_room || self.edges.contains_key(edge) {
            edge.clone()
        } else {
            Edge {
                client: other(),
                server: other(),
            }
        };
        self.edges.entry(key).or_default().merge(cell);
    }
}

fn minute() -> u64 {
    clock::unix_nanos() / NANOS_A_MINUTE
}
