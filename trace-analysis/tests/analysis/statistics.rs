use trace_analysis::Analysis;

use crate::scene::{MS, failed_payment, slow_order};

#[test]
fn what_was_waited_for_longest_comes_first() {
    let analysis = Analysis::of(&slow_order());
    let first = &analysis.statistics[0];
    let name = &analysis.tree.names.operations[first.operation as usize].name;
    assert_eq!(&**name, "SELECT orders");
    assert_eq!(
        (first.spans, first.path_nanos, first.own_nanos),
        (1, 2_310 * MS, 2_310 * MS)
    );
}

#[test]
fn all_operations_together_are_the_trace() {
    let trace = failed_payment();
    let analysis = Analysis::of(&trace);
    let statistics = &analysis.statistics;
    assert_eq!(
        statistics.iter().map(|of| of.spans).sum::<u64>(),
        trace.spans.len() as u64
    );
    assert_eq!(statistics.iter().map(|of| of.errors).sum::<u64>(), 10);
    assert_eq!(
        statistics.iter().map(|of| of.path_nanos).sum::<u64>(),
        500 * MS
    );
}
