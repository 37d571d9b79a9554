//! What goes on beside the questions: traces settle, hours end, old ones go.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::counts::Counts;
use super::engine::{Engine, lock};
use super::settle::Due;
use crate::answer::Bound;
use crate::error::WriteError;

/// How often is looked for traces that settle.
const SETTLE: Duration = Duration::from_millis(100);
/// What came longer ago survives a loss of power.
const SYNC: Duration = Duration::from_secs(1);
/// How often counts are written and old hours looked for.
const TIDY: Duration = Duration::from_secs(10);

/// The threads of a store. They end when this is dropped.
#[derive(Debug)]
pub(super) struct Keeper {
    stops: Vec<Sender<()>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Keeper {
    pub(super) fn start(engine: &Arc<Engine>) -> std::io::Result<Self> {
        let settle = engine.clone();
        let mut tidied = Instant::now();
        let (stop_settling, settling) = repeat("trace-settle", SETTLE, move || {
            settle.settle_round_of_keeper(&mut tidied);
        })?;
        let sync = engine.clone();
        let (stop_syncing, syncing) = repeat("trace-sync", SYNC, move || {
            // A failure is remembered, and told by `status` and each write.
            let _ = sync.disk.sync();
        })?;
        Ok(Keeper {
            stops: vec![stop_settling, stop_syncing],
            threads: Mutex::new(vec![settling, syncing]),
        })
    }

    /// Ends the threads, and waits for them.
    pub(super) fn stop(&mut self) {
        self.stops.clear();
        self.join();
    }

    fn join(&self) {
        for thread in std::mem::take(&mut *lock(&self.threads)) {
            // One that panicked has said so.
            let _ = thread.join();
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Does something again and again, until the sender is dropped.
#[expect(
    clippy::disallowed_methods,
    reason = "what the store does by itself belongs to no trace"
)]
fn repeat(
    name: &str,
    pause: Duration,
    mut work: impl FnMut() + Send + 'static,
) -> std::io::Result<(Sender<()>, JoinHandle<()>)> {
    let (stop, stopped) = channel();
    let thread = thread::Builder::new().name(name.into()).spawn(move || {
        while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
            work();
        }
    })?;
    Ok((stop, thread))
}

impl Engine {
    fn settle_round_of_keeper(&self, tidied: &mut Instant) {
        let is_full = self.disk.is_full();
        self.stats.is_full.store(is_full, Ordering::Relaxed);
        let is_pressed = lock(&self.live).bytes > self.settings.live_bytes;
        let due = if is_pressed { Due::Pressed } else { Due::Quiet };
        // On a full disk, room comes first.
        let worked = if is_full {
            self.tidy()
        } else {
            self.settle(due).map(drop)
        };
        let worked = worked.and_then(|()| {
            if tidied.elapsed() >= TIDY {
                *tidied = Instant::now();
                self.tidy()?;
            }
            self.drop_arrivals()
        });
        // Failures of the disk are remembered there.
        drop(worked);
    }

    /// Drops the arrivals of which everything is settled.
    fn drop_arrivals(&self) -> Result<(), WriteError> {
        let settled = self.write_watermark()?;
        let now = self.settings.clock.now();
        Ok(lock(&self.arrivals).drop_before(&self.disk, settled, now)?)
    }

    /// Drops the arrivals of which everything is settled, also those of the last minute.
    pub(super) fn drop_all_arrivals(&self) -> Result<(), WriteError> {
        let settled = self.write_watermark()?;
        Ok(lock(&self.arrivals).drop_before(&self.disk, settled, u64::MAX)?)
    }

    /// Writes down which arrivals are settled: they are not read again at the next start.
    fn write_watermark(&self) -> Result<u64, WriteError> {
        let mut shelf = lock(&self.shelf);
        let settled = self.first_open();
        if settled != shelf.watermark {
            let mut batch = self.disk.database.batch();
            shelf.write_watermark(&self.disk, &mut batch, settled);
            self.disk.note(batch.commit())?;
            shelf.watermark = settled;
        }
        Ok(settled)
    }

    /// Writes counts, and drops what is too old or too much.
    pub(super) fn tidy(&self) -> Result<(), WriteError> {
        self.write_counts()?;
        self.expire()?;
        Ok(self.disk.release_journals()?)
    }

    fn write_counts(&self) -> Result<(), WriteError> {
        let now = self.settings.clock.now();
        let shelf = lock(&self.shelf);
        let (next_block, oldest) = (shelf.next_block, shelf.hours.first().cloned());
        let mut counts = lock(&self.counts);
        let mut runs = lock(&self.runs);
        drop(shelf);
        let mut batch = self.disk.database.batch();
        counts.write(&self.disk, &mut batch, next_block)?;
        Counts::forget_before(&self.disk, &mut batch, now / 60_000_000_000)?;
        runs.write(&self.disk, &mut batch);
        if let Some(oldest) = oldest {
            let keep = self.settings.keep.as_nanos() as u64;
            let begun = oldest.begun_nanos.saturating_sub(keep);
            runs.forget_before(&self.disk, &mut batch, begun);
        }
        Ok(self.disk.note(batch.commit())?)
    }

    /// Drops whole hours, the oldest first, until neither age nor bytes ask for more.
    fn expire(&self) -> Result<(), WriteError> {
        while let Some(bound) = self.bound() {
            // What is dropped must not be read again from arrivals.
            self.settle(Due::All)?;
            self.write_watermark()?;
            let mut shelf = lock(&self.shelf);
            shelf.drop_oldest(&self.disk, bound)?;
            self.forget_late(&mut shelf)?;
        }
        self.stats
            .is_full
            .store(self.disk.is_full(), Ordering::Relaxed);
        Ok(())
    }

    /// The limit that the oldest hour is beyond.
    fn bound(&self) -> Option<Bound> {
        let now = self.settings.clock.now();
        let nanos = |duration: Duration| duration.as_nanos() as u64;
        let shelf = lock(&self.shelf);
        let oldest = shelf.hours.first()?;
        let over = oldest
            .begun_nanos
            .saturating_add(nanos(self.settings.drop_together))
            .saturating_add(nanos(self.settings.keep));
        if over <= now {
            return Some(Bound::Age);
        }
        let is_too_much = self
            .settings
            .max_bytes
            .is_some_and(|most| self.disk.bytes() > most);
        let can_go = shelf.hours.len() > 1;
        ((is_too_much || self.disk.is_full()) && can_go).then_some(Bound::Bytes)
    }
}
