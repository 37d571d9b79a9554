//! How many bytes all chunks together may take.

use loom::thread;

use super::{arena, explore, ids, pass, push};
use crate::buffer::Producer;
use crate::buffer::budget::Budget;
use crate::buffer::shared::{Buffers, SIZES};
use crate::buffer::sync::{Arc, AtomicUsize, Ordering};
use crate::counters::DropReason;

/// Two threads take at once, and one asks for too much meanwhile.
///
/// Finds: a budget that adds first and takes back what was too much (the limit
/// is exceeded for a moment, and the third is refused what there is room for).
#[test]
fn the_limit_holds_at_every_moment() {
    explore(3, "budget", || {
        let budget = Arc::new(Budget::new(3));
        let takers = [1, 2].map(|bytes| {
            let budget = Arc::clone(&budget);
            thread::spawn(move || {
                assert!(budget.take(bytes), "there is room for {bytes}");
                budget.give_back(bytes);
            })
        });
        assert!(!budget.take(4));
        assert!(budget.used() <= 3);
        for taker in takers {
            taker.join().unwrap();
        }
        assert_eq!(budget.used(), 0);
    });
}

/// Two threads write until they are refused.
///
/// Finds: a budget that looks and takes in two steps; `Chunk::new` that takes
/// fewer bytes than `Chunk::drop` gives back; `grow` that leaves its chunk before
/// it has another (the first record is overwritten).
#[test]
fn what_is_refused_leaves_the_rest_in_order() {
    explore(3, "budget of two producers", || {
        // Two first chunks, and a second for one of them.
        let buffers = Arc::new(Buffers::new((2 * SIZES[0] + SIZES[1]) * 8));
        let taken = Arc::new(AtomicUsize::new(0));
        let producers = [1, 2].map(|_| Producer::new(&buffers, 1).ok().expect("room for two"));
        let threads = producers.map(|mut producer| {
            let (buffers, taken) = (Arc::clone(&buffers), Arc::clone(&taken));
            thread::spawn(move || {
                for id in 1..=4 {
                    match push(&mut producer, &buffers, id) {
                        Ok(()) => taken.fetch_add(1, Ordering::Relaxed),
                        Err(why) => {
                            assert_eq!(why, DropReason::BufferFull);
                            assert!(id > 2);
                            0
                        }
                    };
                }
            })
        });
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(taken.load(Ordering::Relaxed), 5);
        let mut batch = arena();
        for mut reader in buffers.arrivals() {
            pass(&mut reader, &mut batch, &buffers);
        }
        let mut seen = ids(&batch);
        seen.sort_unstable();
        assert_eq!(seen, [1, 1, 2, 2, 3]);
        assert_eq!(buffers.used_bytes(), 0);
    });
}
