//! An exporter that panics.

use std::panic::resume_unwind;

use super::{FAR, World};
use crate::buffer::loom_models::explore;
use crate::collector::Waited;
use crate::counters::DropReason;
use crate::exporter::{Batch, Deadline, ExportError, SpanExporter};

/// Panics in its first batch, and again in its shutdown.
struct Panics(bool);

impl SpanExporter for Panics {
    fn export(&mut self, _: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        if std::mem::replace(&mut self.0, false) {
            // Without the hook, which would print it each time.
            resume_unwind(Box::new("in export"));
        }
        Ok(())
    }

    fn shutdown(&mut self, _: &Deadline) {
        resume_unwind(Box::new("in shutdown"));
    }
}

/// Finds: an export, or a shutdown of the exporter, that is not caught: the
/// flush, or who shuts down, waits for ever (deadlock).
#[test]
fn a_panic_of_the_exporter_costs_one_batch() {
    explore(2, "panic", || {
        let world = World::new();
        let collector = world.collect(Panics(true), FAR);
        let mut producer = world.producer();
        for _ in 0..2 {
            world.spans(&mut producer, 1);
            let flushed = world.control.flush(&world.buffers, None);
            assert_eq!(flushed, Waited::Completed);
        }
        assert!(world.shut_down());
        let balance = world.balance();
        assert_eq!(balance.exported, 1);
        assert_eq!(balance.dropped[DropReason::ExportPanicked as usize], 1);
        collector.join().unwrap();
    });
}
