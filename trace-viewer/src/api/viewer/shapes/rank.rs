//! A span among its kind.

use serde::{Deserialize, Serialize};

use super::coverage::Coverage;
use super::numbers::decimal;

/// Which operation, and how long a span of it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RankQuery {
    /// The service.
    pub service: String,
    /// The name of the span.
    pub operation: String,
    /// The kind of the span, in lower case; any where it is left out.
    pub kind: Option<String>,
    /// The duration of the span: nanoseconds.
    pub duration_nano: u64,
    /// Minutes back from now; a day where it is left out.
    pub minutes: Option<u64>,
}

/// Where a duration stands among those of its operation: "p97 of `SELECT orders` in 24 h".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rank {
    /// The share of spans that did not take longer, from 0 to 1; `None` where none is known.
    pub share: Option<f64>,
    /// How many spans it was compared with.
    #[serde(with = "decimal")]
    pub count: u64,
    /// How far back, in minutes.
    pub minutes: u64,
    /// What the answer covers.
    pub coverage: Coverage,
}
