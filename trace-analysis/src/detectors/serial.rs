//! Calls to different targets, one after the other.

use std::sync::Arc;

use trace_model::{SpanKind, Trace, Value};

use super::finding::{Finding, FindingKind, NAMED};
use super::siblings::Siblings;

/// From this share of the parent on, in percent, it is worth a word.
const LEAST_PERCENT: u128 = 10;
/// How long the caller may work between two calls, beside a twentieth of them.
const PAUSE_NANOS: u64 = 100_000;
/// How many targets are told apart.
const TARGETS: usize = 16;

/// Where a call without a traced server goes to, the surest first.
const TARGET: [&str; 5] = [
    "peer.service",
    "server.address",
    "db.system.name",
    "db.system",
    "messaging.system",
];

/// A target, and how long it was called.
struct Lane {
    target: Arc<str>,
    nanos: u64,
}

/// Looks at all children of a row: calls that began when the one before had ended, without
/// much work in between, to two or more targets. Calls to one target stay one after the
/// other.
pub(super) fn find(
    trace: &Trace,
    servers: &[Option<u32>],
    children: &Siblings<'_>,
    found: &mut Vec<Finding>,
) {
    let is_call = |row: &u32| children.tree.rows[*row as usize].kind == SpanKind::Client;
    let calls: Vec<u32> = children.rows.iter().copied().filter(is_call).collect();
    let follows = |first: &u32, second: &u32| {
        let (first, second) = (children.time(*first), children.time(*second));
        let pause = second.start.checked_sub(first.end);
        let both = first.nanos().saturating_add(second.nanos());
        pause.is_some_and(|pause| pause <= PAUSE_NANOS.max(both / 20))
    };
    // One operation without a traced server has one target: most fans end here.
    let place = |row: &u32| {
        let server = servers[*row as usize].and_then(|server| children.tree.service(server));
        (children.tree.rows[*row as usize].operation, server)
    };
    let differ = |run: &&[u32]| run.windows(2).any(|two| place(&two[0]) != place(&two[1]));
    for run in calls.chunk_by(follows).filter(differ) {
        let mut lanes: Vec<Lane> = Vec::new();
        for row in run {
            let target = target(trace, servers, children, *row);
            let nanos = children.time(*row).nanos();
            let lane = lanes.iter().position(|lane| lane.target == target);
            match lane {
                Some(lane) => lanes[lane].nanos = lanes[lane].nanos.saturating_add(nanos),
                None if lanes.len() < TARGETS => lanes.push(Lane { target, nanos }),
                None => {}
            }
        }
        let total = (lanes.iter()).fold(0_u64, |sum, lane| sum.saturating_add(lane.nanos));
        let longest = lanes.iter().map(|lane| lane.nanos).max().unwrap_or(0);
        let nanos = total - longest;
        let enough = u128::from(nanos) * 100 >= u128::from(children.parent_nanos()) * LEAST_PERCENT;
        if lanes.len() > 1 && enough && children.is_worth_a_word(nanos) {
            found.push(Finding {
                kind: FindingKind::Serial {
                    targets: lanes.into_iter().map(|lane| lane.target).collect(),
                },
                row: children.parent,
                rows: run.iter().copied().take(NAMED).collect(),
                nanos,
            });
        }
    }
}

fn target(trace: &Trace, servers: &[Option<u32>], children: &Siblings<'_>, row: u32) -> Arc<str> {
    let tree = children.tree;
    let server = servers[row as usize].and_then(|server| tree.service_name(server));
    if let Some(service) = server {
        return service.clone();
    }
    let span = tree.rows[row as usize].span();
    let span = span.map(|span| &trace.spans[span as usize]);
    let said = span.and_then(|span| {
        let value = TARGET.iter().find_map(|key| span.get(key));
        match value? {
            Value::Text(text) => Some(text.clone()),
            value => Some(value.to_string().into()),
        }
    });
    let operation = tree.operation_name(row).cloned();
    said.or(operation).unwrap_or_default()
}
