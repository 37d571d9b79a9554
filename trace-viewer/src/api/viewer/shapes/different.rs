//! What is different about some traces.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trace_analysis::ProfileDifference;

use super::coverage::Coverage;

/// Which traces, and which of them against the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DifferenceQuery {
    /// Among which traces: a query, empty for all.
    pub q: String,
    /// Which of them are compared with the rest, as a query: `status = error`, or
    /// `resource.service.version = "1.5"`. The slowest tenth where it is left out.
    pub chosen: Option<String>,
    /// The earliest start of a trace: nanoseconds since 1970.
    pub from: Option<u64>,
    /// The latest start of a trace: nanoseconds since 1970.
    pub to: Option<u64>,
}

/// What some traces have that the rest does not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Differences {
    /// How many traces were compared with the rest.
    pub chosen: u64,
    /// How many traces are the rest.
    pub rest: u64,
    /// The root of all these traces, where nothing was asked for and most slow ones have it;
    /// `null` where they are of any kind.
    pub root: Option<RootLine>,
    /// From which duration on a trace was slow; `null` where a query chose.
    pub slow_from_nano: Option<u64>,
    /// Values that are more frequent among the chosen ones, the greatest difference first.
    pub attributes: Vec<LiftLine>,
    /// Operations that have more of the critical path in the chosen ones.
    pub paths: Vec<PathLine>,
    /// Whether there are more traces: the newest 500 are looked at.
    pub is_cut: bool,
    /// What the answer covers.
    pub coverage: Coverage,
}

/// The root of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RootLine {
    /// The service.
    pub service: Arc<str>,
    /// The name.
    pub operation: Arc<str>,
}

/// A value of an attribute, and how frequent it is on both sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiftLine {
    /// The key.
    pub key: Arc<str>,
    /// The value, as text.
    pub value: String,
    /// The share of the chosen ones that have it, from 0 to 1.
    pub chosen: f64,
    /// The share of the rest that has it.
    pub rest: f64,
}

/// An operation, and how much more of the critical path it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PathLine {
    /// The service.
    pub service: Arc<str>,
    /// The name of the spans.
    pub operation: Arc<str>,
    /// In the mean of a trace: nanoseconds.
    pub nanos_per_trace: i64,
}

impl PathLine {
    /// The first `most` of those that grew.
    pub(in crate::api::viewer) fn of_grown(
        differences: Vec<ProfileDifference>,
        most: usize,
    ) -> Vec<Self> {
        let most_nanos = differences.iter().map(|path| path.nanos_per_trace).max();
        // What is a hundred times less than the first is not why anything is slow.
        let least_nanos = (most_nanos.unwrap_or(0) / 100).max(1);
        let grown = differences
            .into_iter()
            .filter(|path| path.nanos_per_trace >= least_nanos);
        grown
            .take(most)
            .map(|path| PathLine {
                service: path.service,
                operation: path.operation,
                nanos_per_trace: path.nanos_per_trace,
            })
            .collect()
    }
}
