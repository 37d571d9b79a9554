//! What the store did to a trace.

use serde::{Deserialize, Serialize};

use super::coverage::Coverage;
use super::numbers::decimal_or_none;

/// What the store says of a trace, beside the trace itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredNotes {
    /// How many spans have come, where not all of them were kept.
    #[serde(with = "decimal_or_none")]
    pub cut_from: Option<u64>,
    /// How many log lines have come, where only the first ones were kept.
    #[serde(with = "decimal_or_none")]
    pub lines_cut_from: Option<u64>,
    /// No span has come for a while.
    pub is_settled: bool,
    /// Why the trace is kept beyond its time; `None` where it is not.
    pub pin: Option<String>,
    /// What the answer covers.
    pub coverage: Coverage,
}
