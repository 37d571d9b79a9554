//! Shutting down while others push and shut down.

use std::time::Instant;

use loom::thread;

use super::{Count, FAR, World};
use crate::buffer::loom_models::explore;
use crate::counters::DropReason;

/// Finds: `run` that asks whether it is closing after its pass (the last span
/// of this thread is dropped).
#[test]
fn shutdown_exports_what_came_before_it() {
    explore(2, "push, then shutdown", || {
        let world = World::new();
        let exporter = Count::new();
        let collector = world.collect(exporter.clone(), FAR);
        world.spans(&mut world.producer(), 1);
        assert!(world.shut_down());
        assert_eq!(exporter.spans(), 1);
        collector.join().unwrap();
    });
}

/// Finds: `Balance::of` that forgets what was published behind the last pass
/// (it stays on its way for ever).
#[test]
fn a_span_at_the_moment_of_shutdown_is_exported_or_dropped() {
    explore(2, "push and shutdown", || {
        let world = World::new();
        let exporter = Count::new();
        let collector = world.collect(exporter.clone(), FAR);
        let other = {
            let world = world.clone();
            thread::spawn(move || world.spans(&mut world.producer(), 1))
        };
        assert!(world.shut_down());
        other.join().unwrap();
        collector.join().unwrap();
        let balance = world.balance();
        assert_eq!(balance.exported, exporter.spans() as u64);
        let dropped = balance.dropped[DropReason::Shutdown as usize];
        assert_eq!(balance.exported + dropped, 1, "{balance:?}");
    });
}

/// Finds: `begin_closing` that loads before it sets (both are the first).
#[test]
fn of_two_shutdowns_one_is_the_first() {
    explore(2, "two shutdowns", || {
        let world = World::new();
        let exporter = Count::new();
        let collector = world.collect(exporter.clone(), FAR);
        let other = {
            let world = world.clone();
            thread::spawn(move || world.shut_down())
        };
        let here = world.shut_down();
        let there = other.join().unwrap();
        assert!(here != there, "{here} {there}");
        assert!(world.control.is_closed());
        collector.join().unwrap();
    });
}

/// Finds: `begin_closing` that says so before the end is known (a batch is
/// exported although the time is up).
#[test]
fn a_shutdown_without_time_drops_and_counts() {
    explore(2, "shutdown without time", || {
        let world = World::new();
        let exporter = Count::new();
        world.spans(&mut world.producer(), 1);
        let collector = world.collect(exporter.clone(), FAR);
        let now = Instant::now();
        assert!(world.control.begin_closing(&world.buffers, now));
        assert!(world.control.wait_closed(None));
        let balance = world.balance();
        assert_eq!((exporter.spans(), balance.exported), (0, 0));
        assert_eq!(balance.dropped[DropReason::Shutdown as usize], 1);
        collector.join().unwrap();
    });
}
