//! The thread in the background, and the chunks that go back and forth.

use std::hint::black_box;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use bench_harness::{ARRIVED, Batch};

use crate::chunk::{Chunk, Stored};
use crate::span::nanos;

/// Chunks in all: with what is in each, some 13 MiB.
const LIMIT: usize = 64;

#[derive(Default)]
struct State {
    full: Vec<Chunk>,
    empty: Vec<Chunk>,
    made: usize,
    dropped: u64,
    busy: bool,
}

static STATE: Mutex<State> = Mutex::new(State {
    full: Vec::new(),
    empty: Vec::new(),
    made: 0,
    dropped: 0,
    busy: false,
});
static WORK: Condvar = Condvar::new();
static IDLE: Condvar = Condvar::new();

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the thread.
pub(crate) fn install() {
    #[expect(clippy::disallowed_methods, reason = "belongs to no trace")]
    thread::spawn(run);
}

/// An empty chunk, unless there are too many; that costs a span, counted.
pub(crate) fn take_empty() -> Option<Chunk> {
    let mut state = state();
    let empty = state.empty.pop();
    if empty.is_some() {
        return empty;
    }
    if state.made == LIMIT {
        state.dropped += 1;
        return None;
    }
    state.made += 1;
    Some(Chunk::with_capacity())
}

/// Takes a chunk that is full, or will not be.
pub(crate) fn give(chunk: Chunk) {
    if !chunk.heads.is_empty() {
        state().full.push(chunk);
        WORK.notify_one();
    }
}

/// Waits until all that was given is counted.
pub(crate) fn flush() {
    let mut state = state();
    while state.busy || !state.full.is_empty() {
        state = IDLE.wait(state).unwrap_or_else(PoisonError::into_inner);
    }
}

/// Spans for which there was no chunk.
pub(crate) fn dropped() -> u64 {
    state().dropped
}

fn run() {
    let mut batch = Vec::new();
    loop {
        {
            let mut state = state();
            state.empty.append(&mut batch);
            while state.full.is_empty() {
                state.busy = false;
                IDLE.notify_all();
                state = WORK.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            state.busy = true;
            // Half of them at most, so that while an exporter blocks there are
            // still some to be had.
            let many = state.full.len().min(LIMIT / 2);
            batch.extend(state.full.drain(..many));
        }
        let mut counted = Batch::default();
        for chunk in &mut batch {
            count(chunk, &mut counted);
            chunk.clear();
        }
        ARRIVED.add(&counted);
    }
}

fn count(chunk: &Chunk, counted: &mut Batch) {
    let mut values = chunk.values.iter();
    let mut text = &chunk.text[..];
    for head in &chunk.heads {
        black_box((head.meta.name, head.trace, head.span));
        black_box(nanos(head.start, head.end));
        for value in values.by_ref().take(head.values) {
            match *value {
                Stored::U64(number) => drop(black_box(number)),
                Stored::Static(text) => drop(black_box(text)),
                Stored::Text(length) => {
                    let (own, rest) = text.split_at(length);
                    black_box(own);
                    text = rest;
                }
            }
            counted.attributes += 1;
        }
        counted.spans += 1;
        counted.roots += u64::from(head.parent == 0);
    }
}
