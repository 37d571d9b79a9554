//! Going to sleep while somebody rings.

use std::time::Duration;

use loom::thread;

use super::explore;
use crate::buffer::alarm::Alarm;
use crate::buffer::sync::{Arc, AtomicUsize, Ordering};

/// Two threads show something and ring; the collector sleeps between two looks,
/// for ever if nobody wakes it.
///
/// Finds: `ring` that loads before it swaps, or `listen` and `ring` without
/// acquire and release (deadlock: the collector sleeps with something to do).
#[test]
fn no_ring_is_lost() {
    explore(3, "alarm", || {
        let alarm = Arc::new(Alarm::new());
        let shown = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let collector = {
            let (alarm, shown) = (Arc::clone(&alarm), Arc::clone(&shown));
            thread::spawn(move || {
                loop {
                    alarm.listen();
                    // Relaxed: it is the ring that makes them known.
                    let seen = shown.iter().map(|one| one.load(Ordering::Relaxed));
                    if seen.sum::<usize>() == 2 {
                        return;
                    }
                    alarm.sleep(Duration::MAX);
                }
            })
        };
        let other = {
            let (alarm, shown) = (Arc::clone(&alarm), Arc::clone(&shown));
            thread::spawn(move || {
                shown[0].store(1, Ordering::Relaxed);
                alarm.ring();
            })
        };
        shown[1].store(1, Ordering::Relaxed);
        alarm.ring();
        other.join().unwrap();
        collector.join().unwrap();
    });
}

/// The same, but the collector pauses instead, and `call` reaches it asleep.
///
/// Finds: `call` that only rings the state, or only unparks a collector that has
/// not decided to sleep yet.
#[test]
fn no_call_is_lost() {
    explore(3, "call", || {
        let alarm = Arc::new(Alarm::new());
        let shown = Arc::new(AtomicUsize::new(0));
        let collector = {
            let (alarm, shown) = (Arc::clone(&alarm), Arc::clone(&shown));
            thread::spawn(move || {
                loop {
                    alarm.listen();
                    if shown.load(Ordering::Relaxed) == 1 {
                        return;
                    }
                    alarm.pause(Duration::ZERO);
                    alarm.sleep(Duration::MAX);
                }
            })
        };
        shown.store(1, Ordering::Relaxed);
        alarm.call();
        collector.join().unwrap();
    });
}
