//! Hours that are slow again and again.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::coverage::Coverage;
use super::different::PathLine;

/// Of whom, and in whose hours.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct PatternsQuery {
    /// Only this service.
    pub service: Option<Arc<str>>,
    /// By how many minutes the clocks of the place are ahead of universal time; after a comma
    /// those of the next change, with its second since 1970: `60,120@1774746000`. Universal
    /// time where it is left out.
    pub offsets: Option<String>,
}

/// The operations that are slow at the same hours again and again, in up to 8 weeks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Patterns {
    /// By service and operation.
    pub patterns: Vec<PatternLine>,
    /// What the answer covers.
    pub coverage: Coverage,
}

/// One such operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PatternLine {
    /// The service.
    pub service: Arc<str>,
    /// The name of its spans.
    pub operation: Arc<str>,
    /// Their kind.
    pub kind: String,
    /// What comes back, a sentence each.
    pub sentences: Vec<String>,
    /// For each hour of the week, from Monday 00:00 on: how many times slower than usual it
    /// was, in the median of all weeks; `null` where too few spans were seen.
    pub grid: Vec<Option<f64>>,
    /// What is different about the traces of the slow hours; `null` where too few are held.
    #[serde(default)]
    pub slow_hours: Option<SlowHours>,
}

/// The critical paths of traces that began when the operation is slow, beside those of others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SlowHours {
    /// What they wait for, in a sentence.
    pub sentence: String,
    /// How many traces began in the slow hours, of those that were looked at.
    pub inside: u64,
    /// How many of them began at other times.
    pub outside: u64,
    /// The operations that have more of the critical path in the slow hours, at most five.
    pub paths: Vec<PathLine>,
}
