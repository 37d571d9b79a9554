//! Pins and runs.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trace_store::Run;

use super::coverage::Coverage;
use super::lists::TraceLine;
use super::numbers::decimal;

/// A trace that outlives the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PinLine {
    /// When it was pinned: nanoseconds since 1970.
    #[serde(with = "decimal")]
    pub pinned_unix_nano: u64,
    /// Why, in the words of who did it.
    pub note: Arc<str>,
    /// The trace.
    pub trace: TraceLine,
}

/// The traces that are pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pins {
    /// The newest pin first.
    pub pins: Vec<PinLine>,
    /// What the answer covers.
    pub coverage: Coverage,
}

/// One process that has sent spans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunLine {
    /// `service.name`.
    pub service: Arc<str>,
    /// `service.version`; may be empty.
    pub version: Arc<str>,
    /// `service.instance.id`; may be empty.
    pub instance: Arc<str>,
    /// The earliest start of its spans: nanoseconds since 1970.
    #[serde(with = "decimal")]
    pub first_unix_nano: u64,
    /// The latest start of its spans: nanoseconds since 1970.
    #[serde(with = "decimal")]
    pub last_unix_nano: u64,
}

impl From<Run> for RunLine {
    fn from(run: Run) -> Self {
        RunLine {
            service: run.service,
            version: run.version,
            instance: run.instance,
            first_unix_nano: run.first_unix_nanos,
            last_unix_nano: run.last_unix_nanos,
        }
    }
}

/// The processes whose spans are held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Runs {
    /// The newest first.
    pub runs: Vec<RunLine>,
    /// What the answer covers.
    pub coverage: Coverage,
}
