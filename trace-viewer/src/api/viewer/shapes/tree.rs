//! The structure of one trace, for drawing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

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
    /// Names, each once: rows hold their places.
    pub strings: Vec<Arc<str>>,
    /// The spans in the order in which they are drawn.
    pub rows: Rows,
    /// What the store says of the trace.
    pub stored: StoredNotes,
}

/// One array for each thing that is known of a span; the same place in all of them is one span.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rows {
    /// 16 hex digits.
    pub span_id: Vec<String>,
    /// The row of the parent; -1 for a root, and where the parent is missing.
    pub parent: Vec<i64>,
    /// Roots are 0.
    pub depth: Vec<u32>,
    /// From the start of the trace: nanoseconds.
    pub start: Vec<u64>,
    /// Nanoseconds.
    pub duration: Vec<u64>,
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
    /// The rows whose parent is named and missing.
    pub orphans: Vec<u32>,
    /// The rows whose parent stands under them: the circle was cut there.
    pub circles: Vec<u32>,
}
