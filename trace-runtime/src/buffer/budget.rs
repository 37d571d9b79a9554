//! How many bytes all chunks together may take.

use super::sync::{AtomicUsize, Ordering};

/// A batch takes this much at most; bytes.
const MAX_BATCH_BYTES: usize = 4 * 1024 * 1024;

/// How what a pipeline may take of memory is shared out; bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shares {
    /// For the chunks of all threads.
    pub(crate) buffers: usize,
    /// For the batch that is being filled or exported.
    pub(crate) batch: usize,
}

impl Shares {
    /// The batch is part of what was allowed, and so is what an exporter makes of it, which
    /// is as much for OTLP; a quarter more is for open spans and the chunks themselves.
    pub(crate) fn of(limit: usize) -> Self {
        let batch = MAX_BATCH_BYTES.min(limit / 8);
        Shares {
            buffers: limit - 2 * batch - batch / 4,
            batch,
        }
    }
}

/// Bytes that are out, and the most that may be.
pub(crate) struct Budget {
    used: AtomicUsize,
    limit: AtomicUsize,
}

impl Budget {
    pub(crate) fn new(limit: usize) -> Self {
        Budget {
            used: AtomicUsize::new(0),
            limit: AtomicUsize::new(limit),
        }
    }

    pub(crate) fn set_limit(&self, bytes: usize) {
        self.limit.store(bytes, Ordering::Relaxed);
    }

    /// Takes `bytes`, or nothing at all: not even for a moment, in which it would
    /// be missing elsewhere.
    pub(crate) fn take(&self, bytes: usize) -> bool {
        let limit = self.limit.load(Ordering::Relaxed);
        let more = |used: usize| used.checked_add(bytes).filter(|used| *used <= limit);
        // Relaxed: the counter guards no other memory.
        let taken = self
            .used
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        taken.is_ok()
    }

    pub(crate) fn give_back(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }

    pub(crate) fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::Shares;

    #[test]
    fn shares_stay_within_the_limit() {
        for limit in [0, 1, 4096, 1 << 20, 64 << 20, usize::MAX] {
            let Shares { buffers, batch } = Shares::of(limit);
            assert!(buffers <= limit && batch <= limit / 8);
            assert!(buffers + 2 * batch <= limit, "{limit}");
        }
        let mib = 1 << 20;
        let shares = Shares {
            buffers: 55 * mib,
            batch: 4 * mib,
        };
        assert_eq!(Shares::of(64 * mib), shares);
    }
}
