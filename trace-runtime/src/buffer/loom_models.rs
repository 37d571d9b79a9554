//! Every order in which threads and collector may meet, within bounds.
//!
//! `RUSTFLAGS="--cfg loom" cargo test -p trace-runtime --release --lib loom -- --nocapture`
//!
//! Each model prints how many executions it took: a model that ran once has
//! tried nothing. The part under test runs on spawned threads for that reason.

use loom::thread;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::cells::{Cells, Totals};
use super::producer::Producer;
use super::reader::{Progress, Reader};
use super::shared::Buffers;
use super::sync::{Arc, AtomicBool};
use super::{Arena, Refusal};
use crate::collector::Tickets;
use crate::record::header;

const LIMIT: usize = 1 << 20;

/// Runs `model` in every order, and fails if there was only one.
fn explore(name: &str, model: impl Fn() + Sync + Send + 'static) {
    let executions = std::sync::Arc::new(AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&executions);
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.max_branches = 20_000;
    builder.check(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        model();
    });
    let executions = executions.load(Ordering::Relaxed);
    println!("{name}: {executions} executions");
    assert!(executions > 1, "nothing was tried");
}

/// The record of span `id`, whose other words follow from that.
fn record(id: u64) -> [u64; header::WORDS] {
    [0, 1, 1 + id / 3, id, id + 1, id + 2, id + 3]
}

fn push(producer: &mut Producer, buffers: &Buffers, id: u64) -> Result<(), Refusal> {
    producer.push(|| buffers, &record(id), [&[id; 1], &[id; 2]])
}

/// A thread's producer, and the reader of its first chunk.
fn pair(buffers: &Buffers) -> (Producer, Reader) {
    let producer = Producer::new(buffers, 1).ok().expect("the budget suffices");
    let reader = buffers.arrivals().pop().expect("it was announced");
    (producer, reader)
}

fn pass(reader: &mut Reader, batch: &mut Arena, buffers: &Buffers) -> Progress {
    let frontier = reader.frontier();
    reader.read(&frontier, batch, buffers)
}

fn arena() -> Arena {
    Arena::new(1000, 1 << 20)
}

/// The ids of the records, after a look at every word of them.
fn ids(batch: &Arena) -> Vec<u64> {
    let mut ids = Vec::new();
    let mut words = batch.words();
    while let Some((first, _)) = words.split_first() {
        let (this, rest) = words.split_at(header::length(*first));
        let id = this[3];
        assert_eq!(this[1..7], record(id)[1..]);
        assert_eq!(this[7..], [id; 3]);
        ids.push(id);
        words = rest;
    }
    ids
}

#[test]
fn loom_1_no_word_is_read_before_it_was_written() {
    explore("published words", || {
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

#[test]
fn loom_2_nothing_is_lost_at_the_end_of_a_chunk() {
    explore("end of a chunk", || {
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

#[test]
fn loom_3_a_thread_that_is_gone_has_been_read() {
    explore("end of a thread", || {
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

#[test]
fn loom_4_a_flush_covers_what_came_before_it() {
    explore("flush", || {
        let buffers = Arc::new(Buffers::new(LIMIT));
        let tickets = Arc::new(Tickets::new());
        let exported = Arc::new(super::sync::AtomicUsize::new(0));
        let collector = {
            let (buffers, tickets) = (Arc::clone(&buffers), Arc::clone(&tickets));
            let exported = Arc::clone(&exported);
            thread::spawn(move || {
                let mut readers = Vec::new();
                loop {
                    let ticket = tickets.requested();
                    readers.extend(buffers.arrivals());
                    for reader in &mut readers {
                        let mut batch = arena();
                        pass(reader, &mut batch, &buffers);
                        let seen = ids(&batch).len();
                        // Relaxed: it is the ticket that makes it known.
                        exported.fetch_add(seen, Ordering::Relaxed);
                    }
                    if ticket > 0 {
                        return tickets.complete(ticket);
                    }
                    thread::yield_now();
                }
            })
        };
        let other = {
            let buffers = Arc::clone(&buffers);
            thread::spawn(move || {
                let mut producer = Producer::new(&buffers, 1).ok().expect("there is room");
                push(&mut producer, &buffers, 2).expect("there is room");
            })
        };
        other.join().unwrap();
        let ticket = tickets.request();
        assert!(tickets.wait(ticket, None));
        assert_eq!(exported.load(Ordering::Relaxed), 1);
        collector.join().unwrap();
    });
}

#[test]
fn loom_5_no_span_ends_before_it_starts() {
    explore("counters", || {
        let cells = Arc::new([Cells::new(), Cells::new()]);
        let handed_over = Arc::new(AtomicBool::new(false));
        let sum = {
            let cells = Arc::clone(&cells);
            thread::spawn(move || {
                let totals = Totals::of(&[&cells[0], &cells[1]]);
                assert!(totals.ended <= totals.started, "{totals:?}");
                assert!(totals.refused[0] <= totals.ended, "{totals:?}");
            })
        };
        let ends = {
            let (cells, handed_over) = (Arc::clone(&cells), Arc::clone(&handed_over));
            thread::spawn(move || {
                if handed_over.load(Ordering::Acquire) {
                    cells[1].ended();
                    cells[1].refused(Refusal::BufferFull);
                }
            })
        };
        cells[0].started();
        handed_over.store(true, Ordering::Release);
        ends.join().unwrap();
        sum.join().unwrap();
    });
}

#[test]
fn loom_6_chunks_are_used_again_only_when_nobody_holds_them() {
    explore("reuse", || {
        let buffers = Arc::new(Buffers::new(LIMIT));
        let (mut producer, mut reader) = pair(&buffers);
        let shared = Arc::clone(&buffers);
        let collector = thread::spawn(move || {
            let mut batch = arena();
            pass(&mut reader, &mut batch, &shared);
            pass(&mut reader, &mut batch, &shared);
            (reader, batch)
        });
        for id in 1..=4 {
            push(&mut producer, &buffers, id).expect("there is room");
        }
        drop(producer);
        let (mut reader, mut batch) = collector.join().unwrap();
        assert_eq!(pass(&mut reader, &mut batch, &buffers), Progress::Finished);
        assert_eq!(ids(&batch), [1, 2, 3, 4]);
        drop(reader);
        // Only the pool is left, within its bound.
        let pooled = buffers.used_bytes();
        assert!(pooled <= 4 * super::shared::SIZES[2] * 8, "{pooled}");
        buffers.empty_pool();
        assert_eq!(buffers.used_bytes(), 0);
    });
}
