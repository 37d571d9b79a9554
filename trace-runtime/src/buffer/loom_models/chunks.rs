//! One thread writes, the collector reads.

use loom::thread;

use super::{LIMIT, arena, explore, ids, pair, pass, push};
use crate::buffer::shared::{Buffers, SIZES};
use crate::buffer::sync::Arc;
use crate::buffer::{Producer, Progress};

/// Finds: `Chunk::publish` with a relaxed store (words are read as 0).
#[test]
fn no_word_is_read_before_it_was_written() {
    explore(3, "published words", || {
        let buffers = Arc::new(Buffers::new(LIMIT));
        let (mut producer, mut reader) = pair(&buffers);
        let shared = Arc::clone(&buffers);
        let collector = thread::spawn(move || {
            let mut batch = arena();
            pass(&mut reader, &mut batch, &shared);
            let seen = ids(&batch).len();
            pass(&mut reader, &mut batch, &shared);
            assert!(ids(&batch).len() >= seen);
        });
        push(&mut producer, &buffers, 1).expect("there is room");
        push(&mut producer, &buffers, 2).expect("there is room");
        collector.join().unwrap();
    });
}

/// Finds: `Reader::frontier` that asks for `done` before it goes to the end of
/// the list (records are lost, or read before they are written).
#[test]
fn nothing_is_lost_at_the_end_of_a_chunk() {
    explore(3, "end of a chunk", || {
        let buffers = Arc::new(Buffers::new(LIMIT));
        let (mut producer, mut reader) = pair(&buffers);
        let shared = Arc::clone(&buffers);
        let collector = thread::spawn(move || {
            let mut batch = arena();
            pass(&mut reader, &mut batch, &shared);
            ids(&batch);
            (reader, batch)
        });
        // Three chunks: two records fit into the first.
        for id in 1..=4 {
            push(&mut producer, &buffers, id).expect("there is room");
        }
        let (mut reader, mut batch) = collector.join().unwrap();
        assert_eq!(pass(&mut reader, &mut batch, &buffers), Progress::UpToDate);
        assert_eq!(ids(&batch), [1, 2, 3, 4]);
    });
}

/// Finds: `Chunk::set_gone` with a relaxed store, or `Reader::frontier` that asks
/// for `done` before `gone` (the last record is lost).
#[test]
fn a_thread_that_is_gone_has_been_read() {
    explore(3, "end of a thread", || {
        let buffers = Arc::new(Buffers::new(LIMIT));
        let (mut producer, mut reader) = pair(&buffers);
        let shared = Arc::clone(&buffers);
        let collector = thread::spawn(move || {
            let mut batch = arena();
            let finished = pass(&mut reader, &mut batch, &shared) == Progress::Finished;
            assert!(!finished || ids(&batch) == [1, 2]);
            (reader, batch, finished)
        });
        push(&mut producer, &buffers, 1).expect("there is room");
        push(&mut producer, &buffers, 2).expect("there is room");
        drop(producer);
        let (mut reader, mut batch, finished) = collector.join().unwrap();
        if !finished {
            assert_eq!(pass(&mut reader, &mut batch, &buffers), Progress::Finished);
        }
        assert_eq!(ids(&batch), [1, 2]);
    });
}

/// Finds: `Buffers::recycle` that does not look whether the producer still holds
/// the chunk, or bytes that are not given back.
#[test]
fn chunks_are_used_again_only_when_nobody_holds_them() {
    explore(3, "reuse", || {
        let buffers = Arc::new(Buffers::new(LIMIT));
        let (mut producer, mut reader) = pair(&buffers);
        let shared = Arc::clone(&buffers);
        let collector = thread::spawn(move || {
            let mut batch = arena();
            pass(&mut reader, &mut batch, &shared);
            pass(&mut reader, &mut batch, &shared);
            (reader, batch)
        });
        for id in 1..=6 {
            push(&mut producer, &buffers, id).expect("there is room");
        }
        drop(producer);
        let (mut reader, mut batch) = collector.join().unwrap();
        assert_eq!(pass(&mut reader, &mut batch, &buffers), Progress::Finished);
        assert_eq!(ids(&batch), [1, 2, 3, 4, 5, 6]);
        drop(reader);
        // Only the pool is left, within its bound.
        let pooled = buffers.used_bytes();
        assert!(pooled <= 4 * SIZES[2] * 8, "{pooled}");
        buffers.empty_pool();
        assert_eq!(buffers.used_bytes(), 0);
    });
}

/// The collector gives the pool's memory back while a thread takes from it.
///
/// Finds: `Buffers::empty_pool` that forgets its chunks, or drops them without their bytes
/// (they are missing from the budget for good).
#[test]
fn a_pool_that_is_emptied_gives_all_back() {
    explore(3, "emptied pool", || {
        let buffers = Arc::new(Buffers::new(LIMIT));
        let (mut producer, mut reader) = pair(&buffers);
        let mut batch = arena();
        // Three chunks and the beginning of a fourth: the third is pooled.
        for id in 1..=5 {
            push(&mut producer, &buffers, id).expect("there is room");
        }
        pass(&mut reader, &mut batch, &buffers);
        let shared = Arc::clone(&buffers);
        let collector = thread::spawn(move || {
            shared.empty_pool();
            pass(&mut reader, &mut batch, &shared);
            (reader, batch)
        });
        push(&mut producer, &buffers, 6).expect("there is room");
        drop(producer);
        let (mut reader, mut batch) = collector.join().unwrap();
        assert_eq!(pass(&mut reader, &mut batch, &buffers), Progress::Finished);
        assert_eq!(ids(&batch), [1, 2, 3, 4, 5, 6]);
        drop(reader);
        buffers.empty_pool();
        assert_eq!(buffers.used_bytes(), 0);
    });
}

/// Two threads come while the collector looks for new ones.
///
/// Finds: `Buffers::arrivals` that copies the list and clears it under two locks.
#[test]
fn no_thread_that_arrives_is_overlooked() {
    explore(3, "arrivals", || {
        let buffers = Arc::new(Buffers::new(LIMIT));
        let threads = [1, 2].map(|id| {
            let buffers = Arc::clone(&buffers);
            thread::spawn(move || {
                let mut producer = Producer::new(&buffers, 1).ok().expect("there is room");
                push(&mut producer, &buffers, id).expect("there is room");
            })
        });
        let mut readers = buffers.arrivals();
        let mut batch = arena();
        for reader in &mut readers {
            pass(reader, &mut batch, &buffers);
        }
        for thread in threads {
            thread.join().unwrap();
        }
        readers.extend(buffers.arrivals());
        for reader in &mut readers {
            pass(reader, &mut batch, &buffers);
        }
        let mut seen = ids(&batch);
        seen.sort_unstable();
        assert_eq!(seen, [1, 2]);
    });
}
