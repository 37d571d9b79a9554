//! Where traces lie, by time and duration.

use serde::{Deserialize, Serialize};

use super::coverage::Coverage;
use super::numbers::decimal;

/// Which traces, and how fine.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HeatQuery {
    /// The query, in the viewer's language; empty for all traces.
    pub q: String,
    /// The earliest start of a trace: nanoseconds since 1970.
    pub from: Option<u64>,
    /// The latest start of a trace: nanoseconds since 1970.
    pub to: Option<u64>,
    /// Into how many parts the time is cut; 120 where it is left out.
    pub columns: Option<u32>,
    /// Into how many parts durations are cut; 24 where it is left out.
    pub rows: Option<u32>,
}

/// How many traces began when, and took how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Heat {
    /// Where the first column begins: nanoseconds since 1970.
    #[serde(with = "decimal")]
    pub from_unix_nano: u64,
    /// Where the last column ends.
    #[serde(with = "decimal")]
    pub to_unix_nano: u64,
    /// Where the first row begins: nanoseconds.
    #[serde(with = "decimal")]
    pub shortest_nano: u64,
    /// Where the last row ends. Each row is longer than the one before by the same factor.
    #[serde(with = "decimal")]
    pub longest_nano: u64,
    /// How many columns.
    pub columns: u32,
    /// How many rows.
    pub rows: u32,
    /// The cells that are not empty.
    pub cells: Vec<HeatCell>,
    /// How many traces were counted.
    pub looked_at: u64,
    /// Whether there are more, older ones: the newest 5,000 are counted, or somewhat more.
    pub is_cut: bool,
    /// What the answer covers.
    pub coverage: Coverage,
}

/// The traces of one part of the time that took about as long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatCell {
    /// The part of the time; the first is 0.
    pub column: u32,
    /// The part of the durations; the first is 0, and has the shortest.
    pub row: u32,
    /// How many traces.
    pub count: u64,
    /// How many of them failed.
    pub errors: u64,
}
