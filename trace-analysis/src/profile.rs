//! What slow traces spend more time on than others.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::Analysis;

/// The critical paths of several traces, added up by service and operation.
///
/// Two profiles, one of the slow traces and one of the others, say what the slow ones spend
/// more time on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// How many traces were added.
    pub traces: u64,
    /// Their time on the critical path, by service and operation.
    pub nanos: BTreeMap<(Arc<str>, Arc<str>), u128>,
}

/// An operation, and how much more of the path it has in one profile than in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileDifference {
    /// The name of the service.
    pub service: Arc<str>,
    /// The name of the operation.
    pub operation: Arc<str>,
    /// The difference, in the mean of a trace; negative if it has less.
    pub nanos_per_trace: i64,
}

impl Profile {
    /// Adds the critical path of one more trace.
    pub fn add(&mut self, analysis: &Analysis) {
        self.traces += 1;
        let names = &analysis.tree.names;
        let on_path = analysis.statistics.iter().filter(|of| of.path_nanos > 0);
        for of in on_path {
            let operation = &names.operations[of.operation as usize];
            let service = names.services[operation.service as usize].clone();
            let key = (service, operation.name.clone());
            *self.nanos.entry(key).or_default() += u128::from(of.path_nanos);
        }
    }

    /// How much more of the path each operation has here than in `other`, in the mean of a
    /// trace; what has most more comes first.
    pub fn differences(&self, other: &Profile) -> Vec<ProfileDifference> {
        let keys = self.nanos.keys().chain(other.nanos.keys());
        let keys: std::collections::BTreeSet<_> = keys.collect();
        let mut differences: Vec<ProfileDifference> = (keys.into_iter())
            .map(|key| ProfileDifference {
                service: key.0.clone(),
                operation: key.1.clone(),
                nanos_per_trace: self.mean(key).saturating_sub(other.mean(key)),
            })
            .collect();
        differences.sort_by_key(|difference| std::cmp::Reverse(difference.nanos_per_trace));
        differences
    }

    fn mean(&self, key: &(Arc<str>, Arc<str>)) -> i64 {
        let sum = self.nanos.get(key).copied().unwrap_or(0);
        i64::try_from(sum / u128::from(self.traces.max(1))).unwrap_or(i64::MAX)
    }
}
