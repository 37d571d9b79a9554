//! Every order in which threads and the collector may meet, within bounds.
//!
//! `cargo xtask loom` runs these and those of the collector. Each model prints
//! how many executions it took: a model that ran once has tried nothing. The
//! part under test runs on spawned threads for that reason.
//!
//! Above each model stands the mistake that it was seen to find.

mod alarm;
mod budget;
mod chunks;
mod counters;

use std::sync::atomic::{AtomicUsize, Ordering};

use super::producer::Producer;
use super::reader::{Progress, Reader};
use super::shared::Buffers;
use super::{Arena, BatchSize, header};
use crate::context::TraceState;
use crate::counters::DropReason;

pub(crate) const LIMIT: usize = 1 << 20;

/// Runs `model` in every order with at most so many preemptions, and fails if
/// there was only one.
pub(crate) fn explore(preemptions: usize, name: &str, model: impl Fn() + Sync + Send + 'static) {
    let executions = std::sync::Arc::new(AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&executions);
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
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

pub(crate) fn push(producer: &mut Producer, buffers: &Buffers, id: u64) -> Result<(), DropReason> {
    let state = TraceState::default();
    producer.push(|| buffers, &record(id), &state, [&[id; 1], &[id; 2]])
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

pub(crate) fn arena() -> Arena {
    Arena::new(BatchSize::fixed(1000, 1 << 20))
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
