//! What was counted since the start, and what went wrong a moment ago.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long something is said to be wrong.
const RECENT: Duration = Duration::from_secs(10);

/// How many things are said to be wrong at a time.
const MOST: usize = 20;

/// Counts, and what is wrong.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    pub(super) spans_taken: AtomicU64,
    pub(super) logs_taken: AtomicU64,
    pub(super) batches_refused: AtomicU64,
    pub(super) spans_left_out: AtomicU64,
    recent: Mutex<BTreeMap<String, Instant>>,
}

impl Troubles {
    pub(super) fn note(&self, what: impl Into<String>) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|_, since| since.elapsed() < RECENT);
        let what = what.into();
        if recent.len() < MOST || recent.contains_key(&what) {
            recent.insert(what, Instant::now());
        }
    }

    pub(super) fn recent(&self) -> Vec<String> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|_, since| since.elapsed() < RECENT);
        recent.keys().cloned().collect()
    }

    pub(super) fn count(of: &AtomicU64, more: u64) {
        of.fetch_add(more, Relaxed);
    }
}
