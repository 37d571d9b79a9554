//! Where the collector puts records together to a batch.

use super::header;
use super::sync::{AtomicU64, Ordering};

/// How much one batch may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BatchSize {
    /// With so many records it is full enough to be exported.
    pub(crate) enough: usize,
    /// So many go along if they are there: what an exporter pays for each batch is shared by
    /// more of them while the collector is behind. A quarter of `bytes` bounds them, so that
    /// the message they become stays below 4 MiB, which is what receivers of gRPC take.
    pub(crate) most: usize,
    /// Words and all; one record may be larger.
    pub(crate) bytes: usize,
}

impl BatchSize {
    /// The most of a batch, times what is enough. Larger ones are hardly cheaper.
    const ALONG: usize = 8;

    /// A batch that goes out with `enough` records, and grows while the collector is behind.
    pub(crate) fn growing(enough: usize, bytes: usize) -> Self {
        BatchSize {
            enough,
            most: enough.saturating_mul(Self::ALONG),
            bytes,
        }
    }

    /// A batch of at most so many records.
    pub(crate) fn fixed(most: usize, bytes: usize) -> Self {
        // An empty batch could not be exported.
        let most = most.max(1);
        BatchSize {
            enough: most,
            most,
            bytes,
        }
    }

    /// Whether a batch of `records` and `words` may have so many words.
    fn allows(&self, records: usize, words: usize) -> bool {
        let bytes = match records < self.enough {
            true => self.bytes,
            false if records < self.most => self.bytes / 4,
            false => return false,
        };
        records == 0 || words <= bytes / 8
    }
}

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
    size: BatchSize,
}

impl Arena {
    pub(crate) fn new(size: BatchSize) -> Self {
        Arena {
            words: Vec::new(),
            used: 0,
            records: 0,
            firsts: 0,
            size,
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
        self.size.allows(self.records, self.used + words)
    }

    /// Whether it is to be exported, also if one more record may be added.
    pub(crate) fn has_enough(&self) -> bool {
        self.records >= self.size.enough
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
    fn push_with_state(&mut self, first: u64, trace: [u64; 2], state: &[u64], rest: &[AtomicU64]) {
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
        let length = (2 * self.words.len()).min(self.size.bytes / 8).max(end);
        self.words.reserve_exact(length - self.words.len());
        self.words.resize(length, 0);
    }

    pub(crate) fn clear(&mut self) {
        self.used = 0;
        self.records = 0;
        self.firsts = 0;
        // One record larger than the bound must not keep its memory for good.
        let longest = self.size.bytes / 8;
        if self.words.len() > longest {
            self.words.truncate(longest);
            self.words.shrink_to_fit();
        }
    }

    /// Gives the memory of an empty batch back.
    pub(crate) fn shrink(&mut self) {
        if self.records == 0 {
            self.words = Vec::new();
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

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    /// How many records of so many words fit into one batch.
    fn fit(size: BatchSize, words: usize) -> usize {
        let mut batch = Arena::new(size);
        while batch.has_room(words) {
            batch.push(
                0,
                [1, 2],
                &[],
                &Vec::from_iter((3..words).map(|_| AtomicU64::new(0))),
            );
        }
        batch.records()
    }

    #[test]
    fn a_batch_grows_as_long_as_it_is_small() {
        let size = BatchSize::growing(512, 4 << 20);
        assert_eq!(fit(size, 8), 4096);
        // 1 MiB of them is less than that, and more than enough.
        assert_eq!(fit(size, 64), 2048);
        assert_eq!(fit(size, 512), 512);
        // 4 MiB of them is less than enough.
        assert_eq!(fit(size, 8192), 64);
        assert_eq!(fit(size, 140_000), 3);
    }

    #[test]
    fn a_batch_of_fixed_size_has_no_more() {
        assert_eq!(fit(BatchSize::fixed(512, 4 << 20), 8), 512);
        assert_eq!(fit(BatchSize::fixed(512, 4 << 20), 8192), 64);
        assert_eq!(fit(BatchSize::fixed(0, 0), 8), 1);
        assert_eq!(fit(BatchSize::growing(512, 0), 8), 1);
    }
}
