//! What waits for the collector: encoded records, bounded in bytes.
//!
//! Logging takes a lock for as long as it takes to copy a record, and never
//! waits for the network: what does not fit is counted.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What became of log records.
///
/// `recorded == exported + dropped() + waiting`, always.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OtlpStats {
    /// Events that were to be exported.
    pub recorded: u64,
    /// Records that the receiver took.
    pub exported: u64,
    /// Records that wait, or are on their way.
    pub waiting: u64,
    /// Records for which there was no room.
    pub dropped_queue_full: u64,
    /// Records that could not be delivered in time.
    pub dropped_failed: u64,
    /// Records that the receiver refused.
    pub dropped_rejected: u64,
    /// Records that came after shutdown.
    pub dropped_shutdown: u64,
}

impl OtlpStats {
    /// Records that were dropped, for whatever reason.
    pub fn dropped(&self) -> u64 {
        self.dropped_queue_full
            + self.dropped_failed
            + self.dropped_rejected
            + self.dropped_shutdown
    }
}

#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    /// There is something for the thread to do.
    work: Condvar,
    /// The thread has done something.
    progress: Condvar,
    /// Bytes, of what waits and what is on its way.
    limit: usize,
    delay: Duration,
}

#[derive(Debug, Default)]
struct State {
    batch: Batch,
    first: Option<Instant>,
    sending: usize,
    /// Flushes that were asked for, and up to which of them all is done.
    asked: u64,
    answered: u64,
    /// Set by shutdown: when all must be over.
    end: Option<Instant>,
    stopped: bool,
    stats: OtlpStats,
}

/// Encoded records that are sent at once.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) bytes: Vec<u8>,
    pub(super) records: u64,
    /// The flush that this batch answers.
    asked: u64,
}

/// How a batch ended, in records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Accepted { rejected: u64 },
    Refused,
    Failed,
}

/// Bytes that are sent without waiting for more.
const FULL: usize = 512 << 10;

impl Queue {
    pub(super) fn new(limit: usize, delay: Duration) -> Self {
        Queue {
            state: Mutex::default(),
            work: Condvar::new(),
            progress: Condvar::new(),
            limit,
            delay,
        }
    }

    pub(super) fn push(&self, record: &[u8]) {
        let mut state = self.lock();
        state.stats.recorded += 1;
        if state.end.is_some() {
            state.stats.dropped_shutdown += 1;
        } else if state.batch.bytes.len() + state.sending + record.len() > self.limit {
            state.stats.dropped_queue_full += 1;
        } else {
            state.batch.bytes.extend_from_slice(record);
            state.batch.records += 1;
            state.stats.waiting += 1;
            let is_first = state.first.is_none();
            state.first.get_or_insert_with(Instant::now);
            if is_first || state.batch.bytes.len() >= FULL {
                self.work.notify_one();
            }
        }
    }

    /// For the thread: waits for the next batch; `None` after the last. The
    /// batch may be empty, and has to be finished all the same.
    pub(super) fn next(&self) -> Option<Batch> {
        let mut state = self.lock();
        loop {
            let age = state.first.map(|first| first.elapsed());
            let is_due = age.is_some_and(|age| age >= self.delay)
                || state.batch.bytes.len() >= FULL
                || state.asked > state.answered
                || state.end.is_some();
            if is_due {
                if state.end.is_some() && state.batch.records == 0 && state.asked == state.answered
                {
                    return None;
                }
                let mut batch = std::mem::take(&mut state.batch);
                batch.asked = state.asked;
                state.first = None;
                state.sending = batch.bytes.len();
                return Some(batch);
            }
            state = match age {
                None => self
                    .work
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(age) => {
                    let left = self.delay.saturating_sub(age);
                    let woken = self.work.wait_timeout(state, left);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    pub(super) fn finish(&self, batch: &Batch, outcome: Outcome) {
        let mut state = self.lock();
        let stats = &mut state.stats;
        stats.waiting = stats.waiting.saturating_sub(batch.records);
        match outcome {
            Outcome::Accepted { rejected } => {
                let rejected = rejected.min(batch.records);
                stats.dropped_rejected += rejected;
                stats.exported += batch.records - rejected;
            }
            Outcome::Refused => stats.dropped_rejected += batch.records,
            Outcome::Failed => stats.dropped_failed += batch.records,
        }
        state.sending = 0;
        state.answered = batch.asked;
        self.progress.notify_all();
    }

    /// For the thread, at its end.
    pub(super) fn stopped(&self) {
        self.lock().stopped = true;
        self.progress.notify_all();
    }

    /// For the thread: sleeps so long, or until shutdown begins.
    pub(super) fn pause(&self, pause: Duration) {
        let start = Instant::now();
        let mut state = self.lock();
        let before = state.end;
        while state.end == before {
            let left = pause.saturating_sub(start.elapsed());
            if left.is_zero() {
                return;
            }
            let woken = self.work.wait_timeout(state, left);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    pub(super) fn end(&self) -> Option<Instant> {
        self.lock().end
    }

    pub(super) fn stats(&self) -> OtlpStats {
        self.lock().stats
    }

    /// Waits until all that is in the queue now has been dealt with; whether
    /// that was in time.
    pub(super) fn flush(&self, by: Instant) -> bool {
        let mut state = self.lock();
        state.asked += 1;
        let ticket = state.asked;
        self.work.notify_all();
        while state.answered < ticket && !state.stopped {
            let left = by.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let woken = self.progress.wait_timeout(state, left);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Takes no more records, and has the thread end by then.
    pub(super) fn close(&self, by: Instant) {
        let mut state = self.lock();
        let end = state.end.map_or(by, |end| end.min(by));
        state.end = Some(end);
        self.work.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
