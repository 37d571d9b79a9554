//! What the threads and the collector share.

use std::sync::OnceLock;
use std::thread::Thread;

use super::budget::Budget;
use super::chunk::Chunk;
use super::reader::Reader;
use super::sync::{Arc, AtomicBool, Mutex, Ordering, lock};

/// Words of a thread's first, second and later chunks: 2, 16 and 64 KiB, so
/// that hundreds of idle threads stay small and busy ones change chunks rarely.
#[cfg(not(loom))]
pub(crate) const SIZES: [usize; 3] = [256, 2048, 8192];
/// Room for two records of the models, then for one.
#[cfg(loom)]
pub(crate) const SIZES: [usize; 3] = [20, 12, 14];

/// Empty chunks kept for the next thread that needs one. Without a bound the
/// pool would hold the whole budget after one burst.
const MAX_POOLED: usize = 16;

pub(crate) struct Buffers {
    budget: Arc<Budget>,
    pool: Mutex<Vec<Arc<Chunk>>>,
    /// First chunks of threads that the collector does not know yet.
    arrivals: Mutex<Vec<Arc<Chunk>>>,
    /// The collector is about to park, or parked.
    sleeping: AtomicBool,
    collector: OnceLock<Thread>,
}

impl Buffers {
    pub(crate) fn new(limit_bytes: usize) -> Self {
        Buffers {
            budget: Arc::new(Budget::new(limit_bytes)),
            pool: Mutex::new(Vec::new()),
            arrivals: Mutex::new(Vec::new()),
            sleeping: AtomicBool::new(false),
            collector: OnceLock::new(),
        }
    }

    pub(crate) fn set_limit(&self, bytes: usize) {
        self.budget.set_limit(bytes);
    }

    /// Bytes of all chunks, read or not, and of the pool.
    pub(crate) fn used_bytes(&self) -> usize {
        self.budget.used()
    }

    /// An empty chunk of at least `words` words, or none if the budget is spent.
    pub(crate) fn chunk(&self, words: usize) -> Option<Arc<Chunk>> {
        let [.., largest] = SIZES;
        // Another thread may hold the lock: then allocating is the shorter way.
        if words == largest
            && let Ok(mut pool) = self.pool.try_lock()
            && let Some(chunk) = pool.pop()
        {
            return Some(chunk);
        }
        Chunk::new(words, &self.budget)
    }

    /// Takes back a chunk that was read to its end. If the producer still holds
    /// it, it is freed instead, by whoever lets go last.
    pub(crate) fn recycle(&self, mut chunk: Arc<Chunk>) {
        let [.., largest] = SIZES;
        if chunk.len() != largest {
            return;
        }
        let Some(alone) = Arc::get_mut(&mut chunk) else {
            return;
        };
        alone.reset();
        if let Ok(mut pool) = self.pool.try_lock()
            && pool.len() < MAX_POOLED
        {
            pool.push(chunk);
        }
    }

    #[cfg(all(test, loom))]
    pub(crate) fn empty_pool(&self) {
        lock(&self.pool).clear();
    }

    /// Makes the first chunk of a thread known to the collector.
    pub(crate) fn announce(&self, chunk: Arc<Chunk>) {
        lock(&self.arrivals).push(chunk);
        self.wake();
    }

    /// For the collector: readers for the threads that are new.
    pub(crate) fn arrivals(&self) -> Vec<Reader> {
        let chunks = std::mem::take(&mut *lock(&self.arrivals));
        chunks.into_iter().map(Reader::new).collect()
    }

    /// Says which thread to unpark.
    pub(crate) fn set_collector(&self, thread: Thread) {
        let _ = self.collector.set(thread);
    }

    /// For the collector, before it looks for work a last time and parks.
    pub(crate) fn about_to_sleep(&self) {
        self.sleeping.store(true, Ordering::SeqCst);
    }

    /// For the collector, once it is up.
    pub(crate) fn woken(&self) {
        self.sleeping.store(false, Ordering::Relaxed);
    }

    /// Wakes the collector if it sleeps. If it is just falling asleep and is
    /// missed, it looks by itself after one interval.
    pub(crate) fn wake(&self) {
        if self.sleeping.load(Ordering::Relaxed) && self.sleeping.swap(false, Ordering::AcqRel) {
            self.unpark();
        }
    }

    pub(crate) fn unpark(&self) {
        if let Some(collector) = self.collector.get() {
            collector.unpark();
        }
    }
}
