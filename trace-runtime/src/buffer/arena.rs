//! Where the collector puts records together to a batch.

use super::header;
use super::sync::{AtomicU64, Ordering};

/// A batch of records: bounded, and used again for the next one.
#[derive(Debug)]
pub(crate) struct Arena {
    /// The words of the batch, as many as of the longest batch so far: what lies behind `used` was zeroed
    /// or used before, and is written over.
    words: Vec<u64>,
    used: usize,
    records: usize,
    /// The first words of the records, taken together.
    firsts: u64,
    max_records: usize,
    max_words: usize,
}

impl Arena {
    pub(crate) fn new(max_records: usize, max_bytes: usize) -> Self {
        Arena {
            words: Vec::new(),
            used: 0,
            records: 0,
            firsts: 0,
            max_records: max_records.max(1),
            max_words: max_bytes / 8,
        }
    }

    pub(crate) fn records(&self) -> usize {
        self.records
    }

    pub(crate) fn words(&self) -> &[u64] {
        self.words.get(..self.used).unwrap_or_default()
    }

    /// The words of the batch, if something was recorded at run time in any of its spans.
    pub(crate) fn words_with_extra(&mut self) -> Option<&mut [u64]> {
        let has_extra = self.firsts & header::EXTRA != 0;
        has_extra.then(|| self.words.get_mut(..self.used).unwrap_or_default())
    }

    /// Whether one more record of `words` words may be added. An empty batch
    /// takes any.
    pub(crate) fn has_room(&self, words: usize) -> bool {
        self.records == 0 || self.records < self.max_records && self.used + words <= self.max_words
    }

    pub(crate) fn is_full(&self) -> bool {
        self.records >= self.max_records
    }

    /// Adds a record with its trace id; `rest` is what lies behind that. `state` is the
    /// `tracestate` of the trace: a text, or nothing.
    #[inline]
    pub(crate) fn push(&mut self, first: u64, trace: [u64; 2], state: &[u64], rest: &[AtomicU64]) {
        self.firsts |= first;
        if !state.is_empty() {
            return self.push_with_state(first, trace, state, rest);
        }
        let length = 3 + rest.len();
        let room = self.room(length);
        if let Some((head, tail)) = room.split_first_chunk_mut::<3>() {
            *head = [header::with_length(first, length), trace[0], trace[1]];
            load_all(tail, rest);
        }
        self.records += 1;
    }

    #[cold]
    #[inline(never)]
    fn push_with_state(
        &mut self,
        first: u64,
        trace: [u64; 2],
        state: &[u64],
        rest: &[AtomicU64],
    ) {
        let length = 3 + state.len() + rest.len();
        let first = header::with_length(first, length) | header::TRACE_STATE;
        let (of_header, behind) = rest.split_at(rest.len().min(header::WORDS - 3));
        let (to, left) = self.room(length).split_at_mut(3);
        to.copy_from_slice(&[first, trace[0], trace[1]]);
        let (to, left) = left.split_at_mut(of_header.len());
        load_all(to, of_header);
        let (to, left) = left.split_at_mut(state.len());
        to.copy_from_slice(state);
        load_all(left, behind);
        self.records += 1;
    }

    /// The next `length` words.
    #[inline]
    fn room(&mut self, length: usize) -> &mut [u64] {
        let end = self.used + length;
        if end > self.words.len() {
            self.grow(end);
        }
        let room = self.words.get_mut(self.used..end);
        self.used = end;
        room.unwrap_or_default()
    }

    #[cold]
    fn grow(&mut self, end: usize) {
        // Twice as long, but beyond the bound only for a record that needs it.
        let length = (2 * self.words.len()).min(self.max_words).max(end);
        self.words.reserve_exact(length - self.words.len());
        self.words.resize(length, 0);
    }

    pub(crate) fn clear(&mut self) {
        self.used = 0;
        self.records = 0;
        self.firsts = 0;
        // One record larger than the bound must not keep its memory for good.
        if self.words.len() > self.max_words {
            self.words.truncate(self.max_words);
            self.words.shrink_to_fit();
        }
    }
}

/// Relaxed: `done`, which says that they are there, was acquired.
#[inline]
fn load_all(to: &mut [u64], from: &[AtomicU64]) {
    let (blocks, last) = from.as_chunks::<4>();
    let (to_blocks, to_last) = to.as_chunks_mut::<4>();
    for (to, block) in to_blocks.iter_mut().zip(blocks) {
        *to = block.each_ref().map(|word| word.load(Ordering::Relaxed));
    }
    for (to, word) in to_last.iter_mut().zip(last) {
        *to = word.load(Ordering::Relaxed);
    }
}
