//! Rates, errors and durations.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trace_store::rollup::Cell;

use super::coverage::Coverage;
use super::numbers::decimal;

/// How far back to count.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SinceQuery {
    /// Minutes back from now; 60 where it is left out.
    pub minutes: Option<u64>,
    /// Only this service.
    pub service: Option<String>,
}

/// Rate, errors and durations.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// How many spans.
    #[serde(with = "decimal")]
    pub count: u64,
    /// How many failed.
    #[serde(with = "decimal")]
    pub errors: u64,
    /// The median duration: nanoseconds.
    #[serde(with = "decimal")]
    pub p50_nano: u64,
    /// 95 of 100 are not longer.
    #[serde(with = "decimal")]
    pub p95_nano: u64,
    /// 99 of 100 are not longer.
    #[serde(with = "decimal")]
    pub p99_nano: u64,
}

impl From<&Cell> for Counts {
    fn from(cell: &Cell) -> Self {
        let quantile = |share| cell.durations.quantile(share).unwrap_or(0);
        Counts {
            count: cell.count,
            errors: cell.errors,
            p50_nano: quantile(0.5),
            p95_nano: quantile(0.95),
            p99_nano: quantile(0.99),
        }
    }
}

/// One operation of a service; or the whole service, where the operation is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationLine {
    /// The service.
    pub service: Arc<str>,
    /// The name of the spans.
    pub operation: Arc<str>,
    /// The kind of the spans. Of a whole service, `server`: its server and consumer spans are
    /// counted, which are its requests; `internal` where it has none: all of its spans are.
    pub kind: String,
    /// What was counted.
    #[serde(flatten)]
    pub counts: Counts,
}

/// Services, or the operations of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Services {
    /// How far back it was asked for, in minutes.
    pub minutes: u64,
    /// For how many seconds of these traces were held, or have been: what rates are of.
    pub counted_seconds: u64,
    /// In alphabetical order.
    pub services: Vec<OperationLine>,
    /// What the answer covers.
    pub coverage: Coverage,
}

/// One service that calls another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EdgeLine {
    /// Who calls.
    pub client: Arc<str>,
    /// Who is called.
    pub server: Arc<str>,
    /// What was counted.
    #[serde(flatten)]
    pub counts: Counts,
}

/// Who calls whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Edges {
    /// How far back it was asked for, in minutes.
    pub minutes: u64,
    /// For how many seconds of these traces were held, or have been: what rates are of.
    pub counted_seconds: u64,
    /// In alphabetical order.
    pub edges: Vec<EdgeLine>,
    /// What the answer covers.
    pub coverage: Coverage,
}
