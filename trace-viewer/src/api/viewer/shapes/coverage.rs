//! What an answer covers.

use serde::{Deserialize, Serialize};
use trace_store::Bound;

use super::numbers::decimal_or_none;

/// What an answer covers; see [`trace_store::Coverage`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Coverage {
    /// The earliest start of a trace that is held: nanoseconds since 1970.
    #[serde(with = "decimal_or_none")]
    pub oldest_unix_nano: Option<u64>,
    /// `age` or `bytes`: the limit that removed what is older.
    pub bound: Option<String>,
    /// What could not be asked.
    pub missing: Vec<String>,
}

impl From<trace_store::Coverage> for Coverage {
    fn from(coverage: trace_store::Coverage) -> Self {
        let bound = coverage.bound.map(|bound| match bound {
            Bound::Age => "age",
            Bound::Bytes => "bytes",
        });
        Coverage {
            oldest_unix_nano: coverage.oldest_unix_nanos,
            bound: bound.map(str::to_owned),
            missing: coverage.missing,
        }
    }
}
