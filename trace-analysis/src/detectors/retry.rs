//! Operations that failed, and were tried again.

use trace_model::{Span, Trace};

use super::finding::{Finding, FindingKind, NAMED};
use super::siblings::Siblings;

/// What a second try has in common with the first, where it is said.
const SAME: [&str; 9] = [
    "db.query.text",
    "db.statement",
    "http.request.method",
    "messaging.message.id",
    "rpc.method",
    "server.address",
    "url.full",
    "url.path",
    "url.query",
];

/// Looks at siblings of one operation: failed ones that are followed by another try of the
/// same. One failed call among many that succeed is no retry: at least half of the siblings
/// are tries.
pub(super) fn find(trace: &Trace, group: &Siblings<'_>, found: &mut Vec<Finding>) {
    let mut rest = group.rows;
    while let Some(begin) = rest.iter().position(|row| failed(group, *row)) {
        rest = &rest[begin..];
        let mut tries = 1;
        while tries < rest.len()
            && failed(group, rest[tries - 1])
            && follows(trace, group, rest[tries - 1], rest[tries])
        {
            tries += 1;
        }
        let (these, others) = rest.split_at(tries);
        rest = others;
        let last = these[tries - 1];
        if tries < 2 || tries * 2 < group.rows.len() {
            continue;
        }
        let first = group.time(these[0]);
        found.push(Finding {
            kind: FindingKind::Retry {
                tries: tries as u64,
                succeeded: !failed(group, last),
            },
            row: group.parent,
            rows: these.iter().copied().take(NAMED).collect(),
            nanos: group.time(last).start.saturating_sub(first.start),
        });
    }
}

fn failed(group: &Siblings<'_>, row: u32) -> bool {
    group.tree.rows[row as usize].is_error()
}

/// `second` began after `first` had ended, and asks for the same.
fn follows(trace: &Trace, group: &Siblings<'_>, first: u32, second: u32) -> bool {
    if group.time(second).start < group.time(first).end {
        return false;
    }
    let span = |row: u32| -> Option<&Span> {
        let span = group.tree.rows[row as usize].span()?;
        trace.spans.get(span as usize)
    };
    let (Some(first), Some(second)) = (span(first), span(second)) else {
        return false;
    };
    second.get("http.request.resend_count").is_some()
        || SAME.iter().all(|key| first.get(key) == second.get(key))
}
