//! Rows of a trace that somebody looks for.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::tree::TreeTimes;

/// Which rows of a trace are meant: those for which all holds that is said.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowsQuery {
    /// A part of a name, of a service or of what an error said; the first 4 to 16 digits of a
    /// span id; or `key=value`, with a part of the value. Capital letters are as small ones.
    #[serde(default)]
    pub q: String,
    /// `errors`, `path` (the critical path) and `slow` (70 % of the longest row below the first
    /// one, or more), with dots between them; empty for all rows.
    #[serde(default)]
    pub only: String,
    /// The share of the trace that a row takes at least.
    #[serde(default)]
    pub shortest: f64,
    /// Whose clocks the times are by. Places of rows are those of a tree by the same times.
    #[serde(default)]
    pub times: TreeTimes,
    /// How many spans the tree has that the reader looks at: a trace that is still held with
    /// as many is not read again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spans: Option<u32>,
}

/// Where such rows stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundRows {
    /// 32 hex digits.
    pub trace_id: String,
    /// How many spans the tree has. Places of rows are those of a tree with as many.
    pub span_count: u32,
    /// How many rows there are.
    pub count: u32,
    /// Their places among all rows of the tree, ascending: the first 10,000.
    pub places: Vec<u32>,
}

/// What the operations did in such rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    /// 32 hex digits.
    pub trace_id: String,
    /// How many spans the tree has. Places of rows are those of a tree with as many.
    pub span_count: u32,
    /// How many operations there are.
    pub count: u32,
    /// The first 1,000: what the trace waited for longest comes first.
    pub operations: Vec<OperationSum>,
}

/// What one operation of one service did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationSum {
    /// The name of the service.
    pub service: Arc<str>,
    /// The name of the spans.
    pub name: Arc<str>,
    /// The place of the first of them among all rows of the tree.
    pub place: u32,
    /// How many there are.
    pub spans: u32,
    /// How many of them failed.
    pub errors: u32,
    /// Their durations together: nanoseconds.
    pub total: u64,
    /// The time in which no row below them did something: nanoseconds.
    pub own: u64,
    /// The time of calls that their servers did not see, in the network and in a queue:
    /// nanoseconds.
    pub under_way: u64,
    /// Their part of the critical path: nanoseconds.
    pub critical: u64,
    /// The longest of them: nanoseconds.
    pub longest: u64,
}

impl OperationSum {
    /// An operation of which no span is counted yet.
    pub(in crate::api::viewer) fn new(service: Arc<str>, name: Arc<str>, place: u32) -> Self {
        OperationSum {
            service,
            name,
            place,
            spans: 0,
            errors: 0,
            total: 0,
            own: 0,
            under_way: 0,
            critical: 0,
            longest: 0,
        }
    }
}
