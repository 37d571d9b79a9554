//! Flushing while others push, flush and shut down.

use loom::thread;

use super::{Count, FAR, World};
use crate::buffer::loom_models::explore;
use crate::collector::Waited;

/// Of another thread, which is over: the flush covers its spans as well.
///
/// Finds: `run` that asks for the ticket after its pass, and `complete` before
/// the export.
#[test]
fn a_flush_covers_what_came_before_it() {
    explore(2, "flush", || {
        let world = World::new();
        let exporter = Count::new();
        let collector = world.collect(exporter.clone(), FAR);
        let other = {
            let world = world.clone();
            thread::spawn(move || world.spans(&mut world.producer(), 1))
        };
        other.join().unwrap();
        let flushed = world.control.flush(&world.buffers, None);
        assert_eq!((flushed, exporter.spans()), (Waited::Completed, 1));
        assert!(world.begin_closing());
        collector.join().unwrap();
    });
}

/// Finds: a single flag in place of numbered tickets (one flush takes the
/// answer for the other's), and `notify_one` in `complete` (deadlock).
#[test]
fn two_flushes_at_once_each_cover_their_own() {
    explore(2, "two flushes", || {
        let world = World::new();
        let exporter = Count::new();
        let mut producer = world.producer();
        world.spans(&mut producer, 1);
        let collector = world.collect(exporter.clone(), FAR);
        let other = {
            let world = world.clone();
            thread::spawn(move || world.control.flush(&world.buffers, None))
        };
        world.spans(&mut producer, 1);
        let flushed = world.control.flush(&world.buffers, None);
        assert_eq!((flushed, exporter.spans()), (Waited::Completed, 2));
        assert_eq!(other.join().unwrap(), Waited::Completed);
        assert!(world.begin_closing());
        collector.join().unwrap();
    });
}

/// Finds: `close` that completes all tickets, those included that no pass has
/// covered (the flush says that it delivered what was dropped).
#[test]
fn a_flush_that_shutdown_overtakes_does_not_claim_success() {
    explore(2, "flush and shutdown", || {
        let world = World::new();
        let exporter = Count::new();
        let collector = world.collect(exporter.clone(), FAR);
        let flush = {
            let (world, exporter) = (world.clone(), exporter.clone());
            thread::spawn(move || {
                world.spans(&mut world.producer(), 1);
                match world.control.flush(&world.buffers, None) {
                    Waited::Completed => assert_eq!(exporter.spans(), 1),
                    ended => assert_eq!(ended, Waited::Closed),
                }
            })
        };
        assert!(world.shut_down());
        flush.join().unwrap();
        collector.join().unwrap();
    });
}
