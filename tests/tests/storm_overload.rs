//! The storm with an exporter that is slow, fails, refuses and panics, and too
//! little memory: what arrives is right, and what does not is counted, to the
//! span.

#![allow(clippy::unwrap_used)]
#![allow(
    clippy::disallowed_methods,
    reason = "the storm blows through raw spawns as well"
)]

#[path = "storm/arrivals.rs"]
mod arrivals;
#[path = "storm/blow.rs"]
mod blow;
#[path = "storm/chance.rs"]
mod chance;
#[path = "storm/ledger.rs"]
mod ledger;
#[path = "storm/weather.rs"]
mod weather;

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::sampling::Sampler;
use trace_runtime::stats::DropReason;
use trace_runtime::{Pipeline, stats};

use arrivals::{Arrivals, assert_all_right};

const TASKS: u64 = 4_000;
const REFUSED: usize = 3;

/// Goes wrong in a way of its own at each batch of seven.
struct Unreliable {
    arrivals: Arrivals,
    batches: u64,
}

impl SpanExporter for Unreliable {
    fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        self.batches += 1;
        match self.batches % 7 {
            0 => Err(ExportError::Failed("no route".to_owned())),
            1 => Err(ExportError::TimedOut),
            2 => {
                self.arrivals.keep(batch, REFUSED);
                Err(ExportError::Rejected {
                    spans: REFUSED.min(batch.len()) as u64,
                    reason: "too many".to_owned(),
                })
            }
            3 => panic!("storm"),
            4 => {
                deadline.wait(Duration::from_millis(100));
                self.arrivals.export(batch, deadline)
            }
            _ => self.arrivals.export(batch, deadline),
        }
    }
}

#[test]
fn every_span_that_does_not_arrive_is_counted() {
    let arrivals = Arrivals::default();
    let pipeline = Pipeline::builder()
        .sampler(Sampler::always_on())
        .memory_limit(1 << 20)
        .exporter(Unreliable {
            arrivals: arrivals.clone(),
            batches: 0,
        })
        .install()
        .unwrap();
    let over = AtomicBool::new(false);
    let looks = thread::scope(|scope| {
        // The sum holds at any moment, as seen by anybody.
        let observer = scope.spawn(|| {
            let mut looks = 0_u64;
            while !over.load(Ordering::Acquire) {
                let now = stats();
                let sum = now.exported + now.dropped() + now.in_flight();
                assert_eq!(now.started, sum, "{now:?}");
                looks += 1;
                thread::sleep(Duration::from_millis(1));
            }
            looks
        });
        blow::blow(TASKS);
        over.store(true, Ordering::Release);
        observer.join().unwrap()
    });
    // Says what was lost, which is what this is about.
    let _ = pipeline.flush(Duration::from_secs(30));

    let (stats, began, seen) = (stats(), ledger::take(), ledger::seen_on_the_way());
    let arrived = arrivals.take();
    println!("{} spans, {looks} looks, {seen:?}, {stats:?}", began.len());
    assert_eq!(seen.polls_with_another_current, 0);
    assert_eq!(seen.ids_given_twice, 0);
    assert!(looks > 0 && seen.polls > 0 && seen.cuts > 0, "{seen:?}");

    assert_eq!(stats.started, began.len() as u64, "a span nobody made");
    assert_eq!(stats.exported, arrived.len() as u64);
    assert_eq!(stats.in_flight(), 0, "{stats:?}");
    assert_eq!(stats.started, stats.exported + stats.dropped());
    for reason in [
        DropReason::BufferFull,
        DropReason::ExportFailed,
        DropReason::ExportTimedOut,
        DropReason::ExportRejected,
        DropReason::ExportPanicked,
    ] {
        assert!(stats.dropped_for(reason) > 0, "none {}", reason.as_str());
    }
    assert_eq!(assert_all_right(&arrived, began), stats.dropped());
}
