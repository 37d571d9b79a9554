use std::collections::HashSet;

use fastrand::Rng;
use trace_analysis::Analysis;
use trace_model::{SpanId, Status, Trace};

use super::noise::Noise;
use super::tally::Tally;

fn leaves(trace: &Trace) -> Vec<SpanId> {
    let parents: HashSet<SpanId> = trace.spans.iter().filter_map(|span| span.parent).collect();
    let leaves = trace
        .spans
        .iter()
        .filter(|span| !parents.contains(&span.span_id));
    leaves.map(|span| span.span_id).collect()
}

/// Each caller gives up as soon as it knows: nothing begins after the error.
fn fail_up_to_the_root(trace: &mut Trace, leaf: SpanId) {
    let mut ended = 0;
    let mut at = Some(leaf);
    while let Some(id) = at {
        let span = trace.spans.iter_mut().find(|span| span.span_id == id);
        let span = span.expect("all parents are in the trace");
        ended = if id == leaf {
            span.end_unix_nanos
        } else {
            ended + 1_000
        };
        span.end_unix_nanos = ended;
        let message = "failed".into();
        span.status = Status::Error { message };
        at = span.parent;
    }
    trace.spans.retain(|span| span.start_unix_nanos < ended);
}

/// In every second trace one error goes up to the root; up to three others, many of them
/// earlier, were handled by their callers.
#[test]
fn the_error_that_reached_the_user_is_found_among_those_that_were_handled() {
    let mut tally = Tally::default();
    for seed in 0..400 {
        let mut rng = Rng::with_seed(seed);
        let mut trace = Noise::filled(&mut rng);
        let mut leaves = leaves(&trace);
        rng.shuffle(&mut leaves);
        let planted = (seed % 2 == 0).then_some(leaves[0]);
        for leaf in leaves.iter().skip(1).take(rng.usize(0..4)) {
            let span = trace
                .spans
                .iter_mut()
                .find(|span| span.span_id == *leaf)
                .unwrap();
            let message = "handled".into();
            span.status = Status::Error { message };
        }
        if let Some(leaf) = planted {
            fail_up_to_the_root(&mut trace, leaf);
        }
        let analysis = Analysis::of(&trace);
        let first = analysis
            .errors
            .as_ref()
            .and_then(|errors| errors.causes.first());
        let unhandled = first
            .filter(|cause| cause.handled_by.is_none())
            .map(|cause| {
                let span = analysis.tree.rows[cause.row as usize].span().unwrap();
                trace.spans[span as usize].span_id
            });
        let right = unhandled.is_some() && unhandled == planted;
        let wrong = unhandled.is_some() && !right;
        tally.count(planted.is_some(), usize::from(right), usize::from(wrong));
    }
    tally.demand("error chain", 95, 95);
}
