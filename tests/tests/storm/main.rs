//! Ten thousand tasks that are awaited, joined, raced, cut off, aborted, timed
//! out and unwound: each span has the parent that its code believes in, ends
//! once, and says how.
//!
//! `STORM_SEED=… cargo test -p trace-tests --test storm` repeats the choices of
//! a run; how threads take turns is up to the machine.

#![allow(clippy::unwrap_used)]
#![allow(
    clippy::disallowed_methods,
    reason = "the storm blows through raw spawns as well"
)]

mod arrivals;
mod blow;
mod chance;
mod ledger;
mod weather;

use std::time::Duration;

use trace_runtime::sampling::Sampler;
use trace_runtime::stats::Counter;
use trace_runtime::{Pipeline, stats};

use arrivals::{Arrivals, assert_all_right};

const TASKS: u64 = 10_000;
const POLLS: u64 = 100 * TASKS;
const CUTS: u64 = 1_000;

#[test]
fn no_span_loses_its_parent_or_its_end() {
    let arrivals = Arrivals::default();
    let pipeline = Pipeline::builder()
        .sampler(Sampler::always_on())
        .exporter(arrivals.clone())
        .install()
        .unwrap();
    blow::blow(TASKS);
    pipeline.flush(Duration::from_secs(30)).unwrap();

    let (stats, began, seen) = (stats(), ledger::take(), ledger::seen_on_the_way());
    let arrived = arrivals.take();
    println!("{} spans, {seen:?}", began.len());
    assert_eq!(seen.polls_with_another_current, 0);
    assert_eq!(seen.ids_given_twice, 0);
    assert!(seen.polls >= POLLS && seen.cuts >= CUTS, "{seen:?}");

    assert_eq!(stats.started, began.len() as u64, "a span nobody made");
    assert_eq!(stats.exported, stats.started, "{stats:?}");
    assert_eq!(stats.exported, arrived.len() as u64);
    assert_eq!((stats.in_flight(), stats.dropped()), (0, 0));
    assert_eq!(stats.counter(Counter::StaleParent), 0);
    assert_eq!(stats.counter(Counter::RootInContext), 0);

    assert_eq!(assert_all_right(&arrived, began), 0, "spans never ended");
}
