//! The writing end of a thread's chunks.

use super::chunk::Chunk;
use super::header;
use super::shared::{Buffers, SIZES};
use super::sync::{Arc, AtomicU64, Ordering};
use crate::context::TraceState;
use crate::counters::DropReason;
use crate::value::text::{padded, push_text};

pub(crate) struct Producer {
    chunk: Arc<Chunk>,
    /// The next free word.
    position: usize,
    /// The trace of the record before, in this chunk.
    trace: [u64; 2],
    /// The `tracestate` of that trace.
    state: TraceState,
    /// How many chunks this thread has had, as far as it matters for their size.
    grown: usize,
}

impl Producer {
    /// A producer with a first chunk that holds `words` words at least, known to
    /// the collector.
    pub(crate) fn new(buffers: &Buffers, words: usize) -> Result<Self, DropReason> {
        let chunk = take(buffers, SIZES[0], words)?;
        buffers.announce(Arc::clone(&chunk));
        Ok(Producer {
            chunk,
            position: 0,
            trace: [0; 2],
            state: TraceState::default(),
            grown: 0,
        })
    }

    /// Copies a record into the chunk and publishes it. `header` is without a
    /// length, which is found here. `buffers` is asked for only when the chunk is
    /// full.
    #[inline]
    pub(crate) fn push<'b, const PARTS: usize>(
        &mut self,
        buffers: impl FnOnce() -> &'b Buffers,
        header: &[u64; header::WORDS],
        state: &TraceState,
        parts: [&[u64]; PARTS],
    ) -> Result<(), DropReason> {
        let behind = parts.iter().map(|part| part.len()).sum::<usize>();
        let most = header::WORDS + state_words(state) + behind;
        let mut room = self.chunk.room(self.position);
        if room.len() < most {
            self.grow(buffers(), most)?;
            room = self.chunk.room(0);
        }
        let [first, trace_high, trace_low, rest @ ..] = *header;
        let is_same = [trace_high, trace_low] == self.trace && state.is_same(&self.state);
        let length = if is_same {
            let length = header::WORDS - 2 + behind;
            store(&mut room, &[header::with_length_same_trace(first, length)]);
            length
        } else {
            self.trace = [trace_high, trace_low];
            let length = most;
            let first = header::with_length(first, length);
            if state.is_empty() && self.state.is_empty() {
                store(&mut room, &[first, trace_high, trace_low]);
            } else {
                self.state = state.clone();
                store_state(&mut room, [first, trace_high, trace_low], state);
            }
            length
        };
        store(&mut room, &rest);
        for part in parts {
            store_all(&mut room, part);
        }
        self.position += length;
        self.chunk.publish(self.position);
        Ok(())
    }

    /// Goes on in a chunk that holds `words` words at least.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, buffers: &Buffers, words: usize) -> Result<(), DropReason> {
        let grown = (self.grown + 1).min(SIZES.len() - 1);
        let next = take(buffers, SIZES[grown], words)?;
        self.chunk.set_next(Arc::clone(&next));
        self.chunk = next;
        self.position = 0;
        self.trace = [0; 2];
        self.state = TraceState::default();
        self.grown = grown;
        buffers.alarm.ring();
        Ok(())
    }
}

/// What a `tracestate` takes.
#[inline]
fn state_words(state: &TraceState) -> usize {
    match state.is_empty() {
        true => 0,
        false => 1 + padded(state.as_str().len()),
    }
}

/// The beginning of a record that brings the trace id, and a `tracestate` if there is one.
#[cold]
#[inline(never)]
fn store_state(room: &mut &[AtomicU64], [first, high, low]: [u64; 3], state: &TraceState) {
    if state.is_empty() {
        return store(room, &[first, high, low]);
    }
    store(room, &[first | header::TRACE_STATE, high, low]);
    let mut words = Vec::new();
    push_text(&mut words, state.as_str());
    store_all(room, &words);
}

/// Stores `words` at the beginning of `room`, and leaves what is behind them.
///
/// Relaxed: `publish` releases them all at once.
#[inline]
fn store<const N: usize>(room: &mut &[AtomicU64], words: &[u64; N]) {
    if let Some((to, behind)) = room.split_first_chunk::<N>() {
        for (to, word) in to.iter().zip(words) {
            to.store(*word, Ordering::Relaxed);
        }
        *room = behind;
    }
}

/// Stores so many words that the number is known only at run time; see [`store`].
#[inline]
fn store_all(room: &mut &[AtomicU64], words: &[u64]) {
    if let Some((to, behind)) = room.split_at_checked(words.len()) {
        for (to, word) in to.iter().zip(words) {
            to.store(*word, Ordering::Relaxed);
        }
        *room = behind;
    }
}

/// A chunk of `size` words, or of its own size for a record that needs more.
fn take(buffers: &Buffers, size: usize, needed: usize) -> Result<Arc<Chunk>, DropReason> {
    if needed > header::MAX_WORDS {
        return Err(DropReason::TooLarge);
    }
    buffers.chunk(size.max(needed))
}

impl Drop for Producer {
    fn drop(&mut self) {
        self.chunk.set_gone();
    }
}
