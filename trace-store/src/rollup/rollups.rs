//! Cells by what they count, and when.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use trace_model::{SpanKind, Trace};

use super::cell::Cell;

/// What spans of one kind have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Operation {
    /// The service.
    pub service: Arc<str>,
    /// The name of the spans.
    pub name: Arc<str>,
    /// The kind of the spans.
    pub kind: SpanKind,
}

/// One service that calls another, or sends it messages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// Who calls.
    pub client: Arc<str>,
    /// Who is called.
    pub server: Arc<str>,
}

/// Cells of operations and edges, each by the minute (since 1970) of its spans.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RollUps {
    /// Every span, under its operation.
    pub operations: BTreeMap<(Operation, u64), Cell>,
    /// Every server or consumer span whose parent is of another service: how long the server
    /// took, and whether it failed.
    pub edges: BTreeMap<(Edge, u64), Cell>,
}

impl RollUps {
    /// Counts the spans of a trace, in the minute that `minute` finds for the start of a
    /// span (nanoseconds since 1970): a sender's clock may be wrong.
    pub fn add(&mut self, trace: &Trace, minute: impl Fn(u64) -> u64) {
        self.add_since(trace, 0, minute);
    }

    /// Counts what the spans of a trace add to it, those before the span number `known`
    /// having been counted already. An edge is counted when the later one of its two spans is.
    pub fn add_since(&mut self, trace: &Trace, known: usize, minute: impl Fn(u64) -> u64) {
        let mut places = HashMap::with_capacity(trace.spans.len());
        for (at, span) in trace.spans.iter().enumerate() {
            // Of two spans with one id the first: it may have been counted with its callees.
            places.entry(span.span_id).or_insert(at);
        }
        for (at, span) in trace.spans.iter().enumerate() {
            let minute = minute(span.start_unix_nanos);
            if let SpanKind::Server | SpanKind::Consumer = span.kind
                && let Some(parent_at) = span.parent.and_then(|parent| places.get(&parent))
                && at.max(*parent_at) >= known
                && let parent = &trace.spans[*parent_at]
                && parent.service() != span.service()
            {
                let edge = Edge {
                    client: parent.service(),
                    server: span.service(),
                };
                let cell = self.edges.entry((edge, minute)).or_default();
                cell.add(span.duration_nanos(), span.is_error());
            }
            if at >= known {
                let operation = Operation {
                    service: span.service(),
                    name: span.name.clone(),
                    kind: span.kind,
                };
                let cell = self.operations.entry((operation, minute)).or_default();
                cell.add(span.duration_nanos(), span.is_error());
            }
        }
    }

    /// Adds what others have counted.
    pub fn merge(&mut self, other: &RollUps) {
        for (key, cell) in &other.operations {
            self.operations.entry(key.clone()).or_default().merge(cell);
        }
        for (key, cell) in &other.edges {
            self.edges.entry(key.clone()).or_default().merge(cell);
        }
    }
}
