//! What the threads and the collector share.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use super::alarm::Alarm;
use super::budget::Budget;
use super::chunk::Chunk;
use super::sync::{Arc, Mutex, lock};
use crate::counters::DropReason;

/// Words of a thread's first, second and later chunks: 2, 16 and 64 KiB, so
/// that hundreds of idle threads stay small and busy ones change chunks rarely.
#[cfg(not(loom))]
pub(crate) const SIZES: [usize; 3] = [256, 2048, 8192];
/// Room for two records of the models, then for one.
#[cfg(loom)]
pub(crate) const SIZES: [usize; 3] = [20, 12, 14];

/// Empty chunks kept for the next thread that needs one. Without a bound the
/// pool would hold the whole budget after one burst.
const MAX_POOLED: usize = 64;

/// No process has this number: what a fork that was noticed has in its place.
const FORKED: u32 = u32::MAX;

pub(crate) struct Buffers {
    budget: Arc<Budget>,
    pool: Mutex<Vec<Arc<Chunk>>>,
    /// First chunks of threads that the collector does not know yet.
    arrivals: Mutex<Vec<Arc<Chunk>>>,
    pub(crate) alarm: Alarm,
    /// The process that has the collector; 0 as long as there is none.
    process: AtomicU32,
}

impl Buffers {
    pub(crate) fn new(limit_bytes: usize) -> Self {
        Buffers {
            budget: Arc::new(Budget::new(limit_bytes)),
            pool: Mutex::new(Vec::new()),
            arrivals: Mutex::new(Vec::new()),
            alarm: Alarm::new(),
            process: AtomicU32::new(0),
        }
    }

    /// Opens the buffers of this process: they may take `limit_bytes`.
    pub(crate) fn open(&self, limit_bytes: usize) {
        self.process.store(process::id(), Ordering::Relaxed);
        self.budget.set_limit(limit_bytes);
    }

    /// Whether this is a fork of the process that has the collector.
    pub(crate) fn is_forked(&self) -> bool {
        let process = self.process.load(Ordering::Relaxed);
        process != 0 && process != process::id()
    }

    /// Bytes of all chunks, read or not, and of the pool.
    pub(crate) fn used_bytes(&self) -> usize {
        self.budget.used()
    }

    /// An empty chunk of at least `words` words, or why there is none.
    pub(crate) fn chunk(&self, words: usize) -> Result<Arc<Chunk>, DropReason> {
        if self.process.load(Ordering::Relaxed) == FORKED {
            return Err(DropReason::Forked);
        }
        let chunk = self.find_chunk(words).ok_or(DropReason::BufferFull)?;
        // Here and not for each span: asking for the process takes 130 ns.
        if self.is_forked() {
            self.process.store(FORKED, Ordering::Relaxed);
            return Err(DropReason::Forked);
        }
        Ok(chunk)
    }

    fn find_chunk(&self, words: usize) -> Option<Arc<Chunk>> {
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

    /// Gives the memory of the chunks that nobody uses back.
    pub(crate) fn empty_pool(&self) {
        // Dropped without the lock: giving memory back takes longer than a thread that
        // needs a chunk should find it held.
        let pooled = self
            .pool
            .try_lock()
            .map(|mut pool| std::mem::take(&mut *pool));
        drop(pooled);
    }

    /// Makes the first chunk of a thread known to the collector.
    pub(crate) fn announce(&self, chunk: Arc<Chunk>) {
        lock(&self.arrivals).push(chunk);
        self.alarm.ring();
    }

    /// The first chunks of the threads that are new.
    pub(super) fn take_arrivals(&self) -> Vec<Arc<Chunk>> {
        std::mem::take(&mut *lock(&self.arrivals))
    }
}
