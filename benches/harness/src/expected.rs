//! What one request of a workload amounts to: what has to arrive if nothing is
//! lost.

use crate::subject::{TREE_SPANS, WIDE_ATTRIBUTES};
use crate::workload::Workload;

/// Sync spans under one root, in most workloads.
pub(crate) const CHILDREN: u64 = 1000;
/// The same in `a10`, lines in `g`, and requests in `j`, of which one fails.
pub(crate) const FEW: u64 = 10;
/// Sync spans under one root in `l`. A span and each of its events take a slot in
/// fastrace, which has 10,240 for a trace, and loses what comes after.
pub(crate) const EVENTFUL: u64 = 900;

/// Of one request, which is a trace with one root.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Expected {
    /// What times are given per.
    pub(crate) units: u64,
    pub(crate) spans: u64,
    /// Spans without a parent.
    pub(crate) roots: u64,
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
        roots: 1,
        attributes: units * attributes,
        ..Expected::default()
    };
    let one = |spans| Expected {
        units: 1,
        spans,
        roots: 1,
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
        Workload::Requests => Expected {
            units: FEW,
            spans: FEW * 4,
            roots: FEW,
            attributes: FEW * (8 + 3 * 4),
            errors: 1,
            events: FEW * 2,
            ..Expected::default()
        },
        Workload::Late5
        | Workload::Late30
        | Workload::Late30Single
        | Workload::Late100
        | Workload::Late400 => Expected {
            attributes: workload.late_attributes() as u64,
            ..one(1)
        },
        Workload::Events => Expected {
            events: EVENTFUL * 10,
            ..children(EVENTFUL, 0)
        },
        Workload::Errors => Expected {
            errors: CHILDREN,
            ..children(CHILDREN, 0)
        },
        Workload::WriteParent | Workload::WriteAll => Expected {
            units: CHILDREN,
            spans: 1,
            ..Expected::default()
        },
        Workload::ReadParent | Workload::ReadAll => Expected {
            units: CHILDREN,
            ..Expected::default()
        },
        // The parent is elsewhere.
        Workload::Continued | Workload::WithState => Expected {
            roots: 0,
            ..children(CHILDREN, 3)
        },
    }
}
