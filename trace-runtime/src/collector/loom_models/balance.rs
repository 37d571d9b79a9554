//! `started = exported + dropped + in flight`, whoever asks, and when.

use std::time::Duration;

use loom::thread;

use super::{Count, FAR, World};
use crate::buffer::loom_models::explore;

/// Finds: `taken` counted after `exported`, `Balance::of` that reads the threads'
/// counters before the collector's, and a span that is counted as ended after it
/// was published.
#[test]
fn the_balance_holds_while_spans_are_exported() {
    explore(2, "balance", || {
        let world = World::new();
        let collector = world.collect(Count::new(), Duration::ZERO);
        let observer = {
            let world = world.clone();
            thread::spawn(move || {
                let before = world.balance();
                let after = world.balance();
                assert!(before.exported <= after.exported);
            })
        };
        world.spans(&mut world.producer(), 1);
        world.control.flush(&world.buffers, None);
        assert_eq!(world.balance().exported, 1);
        observer.join().unwrap();
        assert!(world.begin_closing());
        collector.join().unwrap();
    });
}

/// Finds: `Balance::of` that asks last whether the collector is gone (a span that
/// it fetches meanwhile is counted as lost).
#[test]
fn what_shutdown_delivers_is_never_seen_as_lost() {
    explore(2, "balance and shutdown", || {
        let world = World::new();
        let collector = world.collect(Count::new(), FAR);
        world.spans(&mut world.producer(), 1);
        let observer = {
            let world = world.clone();
            thread::spawn(move || {
                let seen = world.balance();
                assert_eq!(seen.dropped.iter().sum::<u64>(), 0, "{seen:?}");
            })
        };
        assert!(world.shut_down());
        assert_eq!(world.balance().exported, 1);
        observer.join().unwrap();
        collector.join().unwrap();
    });
}
