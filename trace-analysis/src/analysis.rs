//! All that a trace says by itself.

use trace_model::Trace;

use crate::bottleneck::Bottleneck;
use crate::critical_path::CriticalPath;
use crate::detectors::{self, Finding};
use crate::drag::drag;
use crate::error_chain::ErrorChain;
use crate::self_time::SelfTime;
use crate::servers::servers;
use crate::skew::{Skew, Times};
use crate::statistics::{OperationStatistics, statistics};
use crate::tree::{Forest, Tree};

/// All that a trace says by itself, computed once.
///
/// Rows are named by their places in [`Tree::rows`]; lists "by row" are as long as it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysis {
    /// The rows.
    pub tree: Tree,
    /// What is known of the clocks, and whether the times of the rows are adjusted.
    pub skew: Skew,
    /// By row: the row of the server that answered a call; the first where there are several.
    pub servers: Vec<Option<u32>>,
    /// What each row did with its time.
    pub times: SelfTime,
    /// What the trace waited for.
    pub path: CriticalPath,
    /// By row: by how much the trace would be shorter, at most, if the row took no time.
    pub drag: Vec<u64>,
    /// Where the time went; `None` where the trace took none.
    pub bottleneck: Option<Bottleneck>,
    /// Where the errors began; `None` where nothing failed.
    pub errors: Option<ErrorChain>,
    /// Patterns that cost time, what costs most first; at most 100.
    pub findings: Vec<Finding>,
    /// What each operation did; what the trace waited for longest comes first.
    pub statistics: Vec<OperationStatistics>,
}

impl Analysis {
    /// All that `trace` says; times are adjusted where that is of use (see [`Times::Best`]).
    pub fn of(trace: &Trace) -> Self {
        Analysis::with(trace, Times::Best)
    }

    /// All that `trace` says, by the times that are asked for.
    pub fn with(trace: &Trace, times: Times) -> Self {
        let mut forest = Forest::of(&trace.spans);
        let skew = Skew::of(&trace.spans, &mut forest, times);
        let tree = Tree::from(forest);
        let servers = servers(&tree);
        let times = SelfTime::of(&tree, &servers);
        let path = CriticalPath::of(&tree);
        let drag = drag(&tree, &path);
        let bottleneck = Bottleneck::of(&tree, &servers, &path, &drag);
        let errors = ErrorChain::of(trace, &tree);
        let findings = detectors::find(trace, &tree, &servers, &times);
        let statistics = statistics(&tree, &times, &path);
        Analysis {
            tree,
            skew,
            servers,
            times,
            path,
            drag,
            bottleneck,
            errors,
            findings,
            statistics,
        }
    }
}
