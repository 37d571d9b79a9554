//! Waking the collector.

use std::time::Duration;

use loom::thread;

use super::{Count, World};
use crate::buffer::loom_models::explore;
use crate::buffer::sync::{Arc, Condvar, Mutex, lock};
use crate::exporter::{Batch, Deadline, ExportError, SpanExporter};

/// Says when it has been given so many spans.
struct Tell {
    spans: usize,
    told: Arc<(Mutex<usize>, Condvar)>,
}

impl SpanExporter for Tell {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        self.spans += batch.len();
        *lock(&self.told.0) = self.spans;
        self.told.1.notify_all();
        Ok(())
    }
}

/// Nobody flushes, and no time passes: only the chunk that is full can wake the
/// collector.
///
/// Finds: `Producer::grow` that does not ring, and an alarm that looks before it
/// swaps (deadlock).
#[test]
fn a_full_chunk_wakes_the_collector() {
    explore(2, "full chunk", || {
        let world = World::new();
        let told = Arc::new((Mutex::new(0), Condvar::new()));
        let exporter = Tell {
            spans: 0,
            told: Arc::clone(&told),
        };
        let collector = world.collect(exporter, Duration::ZERO);
        let mut producer = world.producer();
        // Two fit into the first chunk.
        world.spans(&mut producer, 3);
        let mut spans = lock(&told.0);
        while *spans < 2 {
            spans = told.1.wait(spans).unwrap();
        }
        drop(spans);
        assert!(world.shut_down());
        collector.join().unwrap();
    });
}

/// The collector lets go of a thread that is gone, after its last span.
///
/// Finds: a reader that is dropped as soon as `gone` is set (the span is lost),
/// and one that is kept (its bytes are never given back).
#[test]
fn a_thread_that_ends_leaves_nothing_behind() {
    explore(2, "thread exit", || {
        let world = World::new();
        let exporter = Count::new();
        let collector = world.collect(exporter.clone(), Duration::ZERO);
        let other = {
            let world = world.clone();
            thread::spawn(move || {
                let mut producer = world.producer();
                world.spans(&mut producer, 1);
                drop(producer);
                world.control.flush(&world.buffers, None);
            })
        };
        other.join().unwrap();
        assert_eq!(exporter.spans(), 1);
        assert_eq!(world.buffers.used_bytes(), 0);
        assert!(world.shut_down());
        collector.join().unwrap();
    });
}
