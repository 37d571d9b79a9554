//! Links to a trace, seen from where they lead.

use serde::{Deserialize, Serialize};

use super::coverage::Coverage;
use super::lists::TraceLine;

/// The links of other traces to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkedFrom {
    /// The links, those of the newest traces first.
    pub links: Vec<LinkLine>,
    /// Whether these are all links of all traces that the answer covers.
    pub is_whole: bool,
    /// What the answer covers.
    pub coverage: Coverage,
}

/// A link, from where it leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkLine {
    /// The span that the link leads to: 16 hex digits.
    pub to: String,
    /// The span that has the link: 16 hex digits.
    pub span_id: String,
    /// The trace of that span.
    pub trace: TraceLine,
}
