//! Lists of traces.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trace_store::{ServiceCount, Summary};

use super::coverage::Coverage;
use super::numbers::decimal;

/// One trace in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceLine {
    /// 32 hex digits.
    pub trace_id: String,
    /// The service of the root.
    pub root_service: Arc<str>,
    /// The operation of the root.
    pub root_operation: Arc<str>,
    /// Whether a root has come.
    pub has_root: bool,
    /// The start: nanoseconds since 1970.
    #[serde(with = "decimal")]
    pub start_unix_nano: u64,
    /// From start to end: nanoseconds.
    #[serde(with = "decimal")]
    pub duration_nano: u64,
    /// How many spans.
    pub span_count: u32,
    /// How many failed.
    pub error_count: u32,
    /// How many lack their parent.
    pub orphan_count: u32,
    /// How many log lines.
    pub log_count: u32,
    /// The services.
    pub services: Vec<Arc<str>>,
}

impl From<&Summary> for TraceLine {
    fn from(summary: &Summary) -> Self {
        let name = |service: &ServiceCount| service.name.clone();
        TraceLine {
            trace_id: summary.trace_id.to_string(),
            root_service: summary.root_service.clone(),
            root_operation: summary.root_operation.clone(),
            has_root: summary.has_root,
            start_unix_nano: summary.start_unix_nanos,
            duration_nano: summary.duration_nanos,
            span_count: summary.span_count,
            error_count: summary.error_count,
            orphan_count: summary.orphan_count,
            log_count: summary.log_count,
            services: summary.services.iter().map(name).collect(),
        }
    }
}

/// What to search for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SearchQuery {
    /// The query, in the viewer's language; empty for all traces.
    pub q: String,
    /// `newest` or `slowest`.
    pub order: String,
    /// How many at most.
    pub limit: Option<usize>,
    /// Where the page before ended: `next` of its answer.
    pub after: Option<String>,
    /// The earliest start of a trace: nanoseconds since 1970.
    pub from: Option<u64>,
    /// The latest start of a trace: nanoseconds since 1970.
    pub to: Option<u64>,
}

/// Traces that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Traces {
    /// The first of them.
    pub traces: Vec<TraceLine>,
    /// How many there are, at least.
    pub matched: u64,
    /// Whether that is the number of all.
    pub matched_is_exact: bool,
    /// Where the next page begins.
    pub next: Option<String>,
    /// What the answer covers.
    pub coverage: Coverage,
}

/// The traces that a text may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resolved {
    /// Their ids, the newest first.
    pub traces: Vec<String>,
    /// What the answer covers.
    pub coverage: Coverage,
}
