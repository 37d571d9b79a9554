//! A piece of memory that one thread writes and the collector reads, at the
//! same time, without `unsafe`.
//!
//! The words are atomics that are written once, relaxed, before their number is
//! published with a release store. Whoever acquires that number sees them.

use super::budget::Budget;
use super::memory::Words;
use super::sync::{Arc, AtomicBool, AtomicU64, AtomicUsize, Link, Ordering};

pub(crate) struct Chunk {
    words: Words,
    /// Words that hold complete records.
    done: AtomicUsize,
    /// Where the thread went on; set after its last record here.
    next: Link<Chunk>,
    /// The thread is gone; set after its last record.
    gone: AtomicBool,
    budget: Arc<Budget>,
}

impl Chunk {
    /// A chunk of `words` words, or none if the budget is spent.
    pub(crate) fn new(words: usize, budget: &Arc<Budget>) -> Option<Arc<Chunk>> {
        if !budget.take(words * 8) {
            return None;
        }
        Some(Arc::new(Chunk {
            words: Words::new(words),
            done: AtomicUsize::new(0),
            next: Link::empty(),
            gone: AtomicBool::new(false),
            budget: Arc::clone(budget),
        }))
    }

    pub(crate) fn len(&self) -> usize {
        self.words.all().len()
    }

    /// For the producer: the words from `start` on, not written yet.
    #[inline]
    pub(crate) fn room(&self, start: usize) -> &[AtomicU64] {
        self.words.all().get(start..).unwrap_or_default()
    }

    /// The words from `start` on; none if the chunk ends before.
    #[inline]
    pub(crate) fn words(&self, start: usize, count: usize) -> &[AtomicU64] {
        self.words
            .all()
            .get(start..start + count)
            .unwrap_or_default()
    }

    /// For the producer: the words before `end` are complete.
    #[inline]
    pub(crate) fn publish(&self, end: usize) {
        self.done.store(end, Ordering::Release);
    }

    /// For the producer, after its last `publish` here.
    pub(crate) fn set_next(&self, next: Arc<Chunk>) {
        self.next.set(next);
    }

    /// For the producer, after its last `publish` anywhere.
    pub(crate) fn set_gone(&self) {
        self.gone.store(true, Ordering::Release);
    }

    /// For the reader, who must ask for `next` and `is_gone` *before* `done`:
    /// then `done` is final if either says so.
    pub(crate) fn next(&self) -> Option<Arc<Chunk>> {
        self.next.get()
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.gone.load(Ordering::Acquire)
    }

    pub(crate) fn done(&self) -> usize {
        self.done.load(Ordering::Acquire)
    }

    /// Makes it as new, for another thread. Only who holds it alone can.
    pub(crate) fn reset(&mut self) {
        self.done = AtomicUsize::new(0);
        self.next = Link::empty();
        self.gone = AtomicBool::new(false);
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        self.budget.give_back(self.len() * 8);
        // A long list of unread chunks must not be dropped by recursion.
        let mut next = self.next.take();
        while let Some(chunk) = next {
            next = match Arc::try_unwrap(chunk) {
                Ok(mut last_owner) => last_owner.next.take(),
                Err(_shared) => None,
            };
        }
    }
}
