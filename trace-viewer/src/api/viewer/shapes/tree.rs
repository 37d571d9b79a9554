//! The structure of one trace, for drawing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trace_analysis::Times;

use super::notes::StoredNotes;
use super::numbers::decimal;

/// A trace without its attributes: what a waterfall is drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tree {
    /// 32 hex digits.
    pub trace_id: String,
    /// The start of the trace: nanoseconds since 1970.
    #[serde(with = "decimal")]
    pub start_unix_nano: u64,
    /// From the first start to the last end: nanoseconds.
    #[serde(with = "decimal")]
    pub duration_nano: u64,
    /// Where the time went, in a sentence; empty where it took none.
    pub sentence: String,
    /// What else is to be said, a sentence each: what failed first.
    pub findings: Vec<String>,
    /// Where errors began; the first one first.
    pub causes: Vec<ErrorCause>,
    /// Patterns that cost time; what costs most first.
    pub patterns: Vec<Pattern>,
    /// The critical path: disjoint, in the order of time, as long as the trace.
    pub path: Vec<PathSection>,
    /// Whether the times are not those that were sent: the clocks of hosts differ.
    pub is_adjusted: bool,
    /// Names, each once: rows hold their places.
    pub strings: Vec<Arc<str>>,
    /// The rows in the order in which they are drawn.
    pub rows: Rows,
    /// How many spans have a row, here or where the answer leaves rows out.
    pub span_count: u32,
    /// How many spans failed, here or where the answer leaves rows out.
    pub error_count: u32,
    /// What the store says of the trace.
    pub stored: StoredNotes,
}

/// Whose clocks the times of a tree are by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TreeTimes {
    /// Adjusted where that is of use.
    #[default]
    Best,
    /// The clocks of the senders: times are as they were sent.
    Sent,
    /// Adjusted wherever that can be done.
    Adjusted,
}

impl From<TreeTimes> for Times {
    fn from(times: TreeTimes) -> Self {
        match times {
            TreeTimes::Best => Times::Best,
            TreeTimes::Sent => Times::Sent,
            TreeTimes::Adjusted => Times::Adjusted,
        }
    }
}

/// What is asked of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreeQuery {
    /// Whose clocks the times are by.
    #[serde(default)]
    pub times: TreeTimes,
    /// The span whose children are asked for, in 16 hex digits; empty for the first row.
    /// `None` asks for the tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
    /// Places of rows, with commas between them: they are asked for with all rows above them,
    /// the first 5,000 of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<String>,
    /// How many spans the tree has of which a part is asked for: a trace that is still held
    /// with as many is not read again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spans: Option<u32>,
    /// How many of its children are left out: those that have come before.
    #[serde(default)]
    pub after: u32,
    /// How many of its children are asked for, 5,000 at most; 200 unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Rows that a tree has left out: children of one span, or single ones with all above them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Branch {
    /// 32 hex digits.
    pub trace_id: String,
    /// The start of the trace: nanoseconds since 1970.
    #[serde(with = "decimal")]
    pub start_unix_nano: u64,
    /// Names, each once: rows hold their places.
    pub strings: Vec<Arc<str>>,
    /// The rows, each after the one above it. Of children that are asked for, the span itself
    /// comes first; two spans of one id, client and server, are both there.
    pub rows: Rows,
    /// How many spans the tree has. Places of rows are those of a tree with as many.
    pub span_count: u32,
    /// What to ask for the next children with, as `after`; `null` where there are none.
    pub next: Option<u32>,
}

/// A span in which an error began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorCause {
    /// The row of the span.
    pub row: u32,
    /// What it said: type and message, as far as they are known.
    pub message: String,
    /// The row of the first caller that did not fail; `null` where the trace failed.
    pub handled_by: Option<u32>,
}

/// Something that costs time, and need not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pattern {
    /// What it is.
    pub sentence: String,
    /// Where it shows.
    pub row: u32,
    /// The rows that take part, 100 at most.
    pub rows: Vec<u32>,
    /// The time that is lost: nanoseconds, at most.
    pub lost: u64,
}

/// A stretch of the critical path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PathSection {
    /// The row that the trace waited for.
    pub row: u32,
    /// From the start of the trace: nanoseconds.
    pub start: u64,
    /// Nanoseconds.
    pub duration: u64,
}

/// One array for each thing that is known of a row; the same place in all of them is one row.
///
/// The last three arrays are there where rows are left out. Of the children of a row, the first
/// ones are there: those on the critical path, then those that failed or hold what failed, then
/// the slowest. So a row has as many children here as are to be left out (`after`) when its
/// other children are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rows {
    /// 16 hex digits; empty where the row is the trace itself, which has several roots.
    pub span_id: Vec<String>,
    /// The row of the parent; -1 for the first row.
    pub parent: Vec<i64>,
    /// The first row is 0.
    pub depth: Vec<u32>,
    /// From the start of the trace: nanoseconds.
    pub start: Vec<u64>,
    /// Nanoseconds.
    pub duration: Vec<u64>,
    /// The time in which no row below did something: nanoseconds.
    pub own: Vec<u64>,
    /// The time of a call that its server did not see, in the network and in a queue:
    /// nanoseconds.
    pub under_way: Vec<u64>,
    /// How much of the critical path the row itself has: nanoseconds.
    pub critical: Vec<u64>,
    /// The place of the name in `strings`.
    pub name: Vec<u32>,
    /// The place of the service in `strings`.
    pub service: Vec<u32>,
    /// The number of the kind in OTLP.
    pub kind: Vec<u8>,
    /// The number of the status in OTLP: 2 is an error.
    pub status: Vec<u8>,
    /// How many events.
    pub events: Vec<u32>,
    /// How many links.
    pub links: Vec<u32>,
    /// How many log lines.
    pub logs: Vec<u32>,
    /// The rows of spans that others name as their parent, and that have not come.
    pub missing: Vec<u32>,
    /// The rows whose parent stands under them: the circle was cut there.
    pub circles: Vec<u32>,
    /// The place of the row among all rows of the tree, in the order in which they are drawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub place: Vec<u32>,
    /// How many rows below the row are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<u32>,
    /// How many children of the row are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_children: Vec<u32>,
}
