//! Where the collector puts records together to a batch.

use super::sync::{AtomicU64, Ordering};
use crate::record::header;

/// A batch of records: bounded, and used again for the next one.
#[derive(Debug)]
pub(crate) struct Arena {
    words: Vec<u64>,
    records: usize,
    max_records: usize,
    max_words: usize,
}

impl Arena {
    pub(crate) fn new(max_records: usize, max_bytes: usize) -> Self {
        Arena {
            words: Vec::new(),
            records: 0,
            max_records: max_records.max(1),
            max_words: max_bytes / 8,
        }
    }

    pub(crate) fn records(&self) -> usize {
        self.records
    }

    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    /// Whether one more record of `words` words may be added. An empty batch
    /// takes any.
    pub(crate) fn has_room(&self, words: usize) -> bool {
        self.records == 0
            || self.records < self.max_records && self.words.len() + words <= self.max_words
    }

    pub(crate) fn is_full(&self) -> bool {
        self.records >= self.max_records
    }

    /// Adds a record with its trace id; `rest` is what lies behind that.
    pub(crate) fn push(&mut self, first: u64, trace: [u64; 2], rest: &[AtomicU64]) {
        self.words.reserve(3 + rest.len());
        self.words.push(header::with_length(first, 3 + rest.len()));
        self.words.extend(trace);
        // Relaxed: `done`, which says that they are there, was acquired.
        let rest = rest.iter().map(|word| word.load(Ordering::Relaxed));
        self.words.extend(rest);
        self.records += 1;
    }

    pub(crate) fn clear(&mut self) {
        self.words.clear();
        self.records = 0;
        // One record larger than the bound must not keep its memory for good.
        self.words.shrink_to(self.max_words);
    }
}
