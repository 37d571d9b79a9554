//! Errors by their causes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::coverage::Coverage;
use super::numbers::decimal;

/// Which day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ErrorQuery {
    /// Days since 1970 in UTC; today where it is left out.
    pub day: Option<u64>,
}

/// The errors of a day, by where they began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorGroups {
    /// Days since 1970 in UTC.
    pub day: u64,
    /// The groups, the largest first.
    pub groups: Vec<ErrorGroup>,
    /// Whether only the newest traces of the day were looked at.
    pub is_cut: bool,
    /// What the answer covers.
    pub coverage: Coverage,
}

/// Errors that began at the same place with the same message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorGroup {
    /// The service in which they began.
    pub service: Arc<str>,
    /// The operation that failed.
    pub operation: Arc<str>,
    /// The message.
    pub message: Arc<str>,
    /// How many traces.
    pub traces: u64,
    /// The newest of them.
    pub latest_trace_id: String,
    /// The start of the newest: nanoseconds since 1970.
    #[serde(with = "decimal")]
    pub latest_unix_nano: u64,
}
