//! What one request of a workload amounts to: what has to arrive if nothing is
//! lost.

use crate::subject::{TREE_SPANS, WIDE_ATTRIBUTES};
use crate::workload::Workload;

/// Sync spans under one root, in most workloads.
pub(crate) const CHILDREN: u64 = 1000;
/// The same in `a10`, and lines in `g`.
pub(crate) const FEW: u64 = 10;
/// Of one request, which is a trace with one root.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Expected {
    /// What times are given per.
    pub(crate) units: u64,
    pub(crate) spans: u64,
    pub(crate) attributes: u64,
    pub(crate) errors: u64,
    pub(crate) events: u64,
    pub(crate) lines: u64,
}

/// Of a request that polls its span so often, if that is what it does.
pub(crate) fn expected(workload: Workload, polls: u64) -> Expected {
    let children = |units, attributes| Expected {
        units,
        spans: units + 1,
        attributes: units * attributes,
        ..Expected::default()
    };
    let one = |spans| Expected {
        units: 1,
        spans,
        ..Expected::default()
    };
    match workload {
        Workload::Empty1000 => children(CHILDREN, 0),
        Workload::Empty10 => children(FEW, 0),
        Workload::Attributes3 => children(CHILDREN, 3),
        Workload::Attributes10 => children(CHILDREN, 10),
        Workload::Tree | Workload::TreeThreads => one(TREE_SPANS),
        Workload::Spawn => one(5),
        Workload::Polls => Expected {
            units: polls,
            ..one(1)
        },
        Workload::LogLines => Expected {
            units: FEW,
            lines: FEW,
            ..one(1)
        },
        Workload::Wide => Expected {
            attributes: WIDE_ATTRIBUTES as u64,
            ..one(1)
        },
        Workload::Failures => Expected {
            errors: CHILDREN,
            events: CHILDREN,
            ..children(CHILDREN, 0)
        },
    }
}
