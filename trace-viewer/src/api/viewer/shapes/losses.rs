//! Where traces lose their context.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::coverage::Coverage;

/// Of which time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LossesQuery {
    /// Minutes back from now; 60 where it is left out.
    pub minutes: Option<u64>,
    /// How many traces are looked at, the newest first: 300 where it is left out, 5,000 at most.
    pub traces: Option<usize>,
}

/// How many of the newest traces lost their context, and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Losses {
    /// The minutes that were asked for.
    pub minutes: u64,
    /// The share of traces with at least one loss, from 0 to 1.
    pub share: f64,
    /// How many traces were looked at: those that began half a minute ago or more.
    pub looked_at: u64,
    /// How many of them have at least one loss.
    pub lossy: u64,
    /// Whether there were more than were looked at.
    pub is_cut: bool,
    /// The places at which a context ends.
    pub edges: Vec<LossLine>,
    /// What the answer covers.
    pub coverage: Coverage,
}

/// One way from a service to another on which contexts end for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LossLine {
    /// Who calls, as far as it is known.
    pub from: Option<Arc<str>>,
    /// The service that is called.
    pub to: Arc<str>,
    /// `expired`, `remote unknown`, `lost` or `unexpected root`. A parent that came late has
    /// joined its trace, and is not told of.
    pub class: String,
    /// Whether this is counted as a loss.
    pub is_loss: bool,
    /// How many traces have such a place.
    pub traces: u64,
}
