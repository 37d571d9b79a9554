//! Two traces, side by side.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::numbers::decimal;

/// Which two traces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComparisonQuery {
    /// The id of the first.
    pub a: String,
    /// The id of the second.
    pub b: String,
}

/// Two traces as one tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// By how much the second is slower or faster, and where.
    pub sentence: String,
    /// The first trace.
    pub before: ComparedTrace,
    /// The second trace.
    pub after: ComparedTrace,
    /// The rows of both, parents first.
    pub rows: Vec<ComparedRow>,
}

/// One of the two traces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ComparedTrace {
    /// 32 hex digits.
    pub trace_id: String,
    /// The start: nanoseconds since 1970.
    #[serde(with = "decimal")]
    pub start_unix_nano: u64,
    /// From the first start to the last end: nanoseconds.
    #[serde(with = "decimal")]
    pub duration_nano: u64,
    /// How many spans.
    pub span_count: u64,
    /// Where the time went, in a sentence.
    pub sentence: String,
}

/// A row that one of the traces has, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedRow {
    /// The first row is 0.
    pub depth: u32,
    /// The service.
    pub service: Arc<str>,
    /// The name.
    pub operation: Arc<str>,
    /// The row of the first trace; `null` where it does not.
    pub before: Option<ComparedSide>,
    /// The row of the second trace; `null` where it does not.
    pub after: Option<ComparedSide>,
}

/// A row of one trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedSide {
    /// The row in the tree of this trace.
    pub row: u32,
    /// From the start of its first row: nanoseconds.
    pub start: u64,
    /// Nanoseconds.
    pub duration: u64,
    /// The time in which no row below did something: nanoseconds.
    pub own: u64,
    /// The time of a call that its server did not see, in the network and in a queue:
    /// nanoseconds.
    #[serde(rename = "underWay")]
    pub under_way: u64,
    /// How much of the critical path the row itself has: nanoseconds.
    pub critical: u64,
}
