//! What each operation did in a trace.

use crate::critical_path::CriticalPath;
use crate::self_time::SelfTime;
use crate::tree::Tree;

/// What an operation did in a trace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OperationStatistics {
    /// The place of the operation in [`Names::operations`](crate::Names::operations).
    pub operation: u32,
    /// How many spans there are.
    pub spans: u64,
    /// How many of them failed.
    pub errors: u64,
    /// Their durations together; spans that ran at the same time count each.
    pub total_nanos: u64,
    /// The longest of them.
    pub longest_nanos: u64,
    /// Their own time together.
    pub own_nanos: u64,
    /// The time in which they were under way to a server.
    pub under_way_nanos: u64,
    /// Their part of the critical path.
    pub path_nanos: u64,
}

/// What each operation did; what the trace waited for longest comes first.
pub(crate) fn statistics(
    tree: &Tree,
    times: &SelfTime,
    path: &CriticalPath,
) -> Vec<OperationStatistics> {
    let mut all: Vec<OperationStatistics> = (0..tree.names.operations.len() as u32)
        .map(|operation| OperationStatistics {
            operation,
            ..OperationStatistics::default()
        })
        .collect();
    for (row, at) in tree.rows.iter().enumerate() {
        let Some(operation) = at.operation else {
            continue;
        };
        let of = &mut all[operation as usize];
        let nanos = at.time.nanos();
        of.spans += 1;
        of.errors += u64::from(at.is_error());
        of.total_nanos = of.total_nanos.saturating_add(nanos);
        of.longest_nanos = of.longest_nanos.max(nanos);
        of.own_nanos = of.own_nanos.saturating_add(times.own[row]);
        of.under_way_nanos = of.under_way_nanos.saturating_add(times.under_way[row]);
        of.path_nanos += path.nanos[row];
    }
    all.sort_by_key(|of| std::cmp::Reverse((of.path_nanos, of.own_nanos)));
    all
}
