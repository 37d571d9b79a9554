//! What the bridge costs a span of theirs.

use allocation_counter::measure;
use tracing::info_span;
use tracing_subscriber::Registry;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::both::Both;

const SPANS: u64 = 1_000;

fn allocations() -> u64 {
    let make = || (0..SPANS).for_each(|_| info_span!("leaf").in_scope(|| ()));
    trace_runtime::run_sync("request", |_| {
        // What grows, grows now.
        make();
        measure(make).count_total / SPANS
    })
}

#[test]
fn a_span_under_a_contract_costs_a_context() {
    let bare = {
        let _both = Both::with(|tracer| {
            Registry::default().with(tracing_opentelemetry::layer().with_tracer(tracer))
        });
        allocations()
    };
    let _both = Both::new();
    let bridged = allocations();
    assert!(
        bridged <= bare + 4,
        "{bare} without the bridge, {bridged} with it"
    );
}
