//! Time in which nothing happened that was traced.

use trace_model::{SpanKind, Trace, Value};

use super::finding::{Finding, FindingKind};
use crate::self_time::SelfTime;
use crate::tree::Tree;

/// From this share of the trace on, in percent.
const LEAST_PERCENT: u128 = 10;

/// Looks at each row: a span that says how long it was at work (`busy_ns`, beside `idle_ns`,
/// as spans of `tracing` do) and was not for half of its own time or more; a message that
/// lay before its consumer began.
pub(super) fn find(trace: &Trace, tree: &Tree, times: &SelfTime, found: &mut Vec<Finding>) {
    let whole = u128::from(tree.time().nanos());
    let is_much = |nanos: u64| nanos > 0 && u128::from(nanos) * 100 >= whole * LEAST_PERCENT;
    for (row, at) in (0_u32..).zip(&tree.rows) {
        let own = times.own[row as usize];
        let span = at.span().filter(|_| is_much(own));
        let busy = span.and_then(|span| {
            let span = &trace.spans[span as usize];
            number(span.get("idle_ns")?)?;
            number(span.get("busy_ns")?)
        });
        let waited = busy.map_or(0, |busy| own.saturating_sub(busy));
        if is_much(waited) && waited >= own - waited {
            found.push(Finding {
                kind: FindingKind::Waiting,
                row,
                rows: vec![row],
                nanos: waited,
            });
        }
        let Some(producer) = at.parent.filter(|_| at.kind == SpanKind::Consumer) else {
            continue;
        };
        let sent = &tree.rows[producer as usize];
        let lay = at.time.start.saturating_sub(sent.time.end);
        if sent.kind == SpanKind::Producer && is_much(lay) {
            found.push(Finding {
                kind: FindingKind::Queued,
                row: producer,
                rows: vec![row],
                nanos: lay,
            });
        }
    }
}

fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Int(number) => u64::try_from(*number).ok(),
        _ => None,
    }
}
