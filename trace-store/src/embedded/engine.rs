//! The parts of the store, and what each may hold of the others.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::broadcast;
use trace_model::otlp::{Batch, Signal};
use trace_model::{Trace, TraceId};

use super::arrivals::{self, Arrivals};
use super::block::LeftOut;
use super::counts::Counts;
use super::cut::{Kept, Room, Sizes};
use super::disk::Disk;
use super::live::{Arrival, Live, LiveTrace, Place};
use super::read::Reader;
use super::runs::Runs;
use super::settings::Settings;
use super::settler::Settler;
use super::shelf::Shelf;
use crate::answer::{Answer, Coverage};
use crate::error::{ReadError, WriteError};
use crate::store::StoredTrace;
use crate::summary::Summary;

/// The level at which everything is compressed: higher ones gain nothing here.
pub(super) const LEVEL: i32 = 1;

/// The store, without its threads.
///
/// Locks are taken in the order of the fields. A block is written, and what it holds stops
/// being live, under the lock of `shelf`: who holds it sees each span once.
pub(super) struct Engine {
    pub(super) settings: Settings,
    pub(super) disk: Disk,
    pub(super) settler: Mutex<Settler>,
    pub(super) shelf: Mutex<Shelf>,
    pub(super) arrivals: Mutex<Arrivals>,
    pub(super) live: Mutex<Live>,
    pub(super) counts: Mutex<Counts>,
    pub(super) runs: Mutex<Runs>,
    pub(super) tail: broadcast::Sender<Arc<Summary>>,
    pub(super) stats: Stats,
    /// Kept, because they are large.
    compressors: Mutex<Vec<zstd::bulk::Compressor<'static>>>,
}

/// Counts since the start.
#[derive(Debug, Default)]
pub(super) struct Stats {
    pub(super) spans: AtomicU64,
    pub(super) lines: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) left_out: AtomicU64,
    /// The disk is nearly full.
    pub(super) is_full: AtomicBool,
}

pub(super) fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A trace of which so much was left out, where it is not pinned.
pub(super) fn stored(trace: Trace, left_out: LeftOut, is_settled: bool) -> StoredTrace {
    let come = |left_out: u64, held: usize| (left_out > 0).then_some(held as u64 + left_out);
    StoredTrace {
        cut_from: come(left_out.spans, trace.spans.len()),
        lines_cut_from: come(left_out.lines, trace.logs.len()),
        trace,
        is_settled,
        pin: None,
    }
}

impl Engine {
    pub(super) fn new(
        settings: Settings,
        disk: Disk,
        shelf: Shelf,
        arrivals: Arrivals,
        counts: Counts,
        runs: Runs,
    ) -> Self {
        Engine {
            settings,
            disk,
            settler: Mutex::default(),
            shelf: Mutex::new(shelf),
            arrivals: Mutex::new(arrivals),
            live: Mutex::default(),
            counts: Mutex::new(counts),
            runs: Mutex::new(runs),
            tail: broadcast::channel(1024).0,
            stats: Stats::default(),
            compressors: Mutex::default(),
        }
    }

    /// Takes a batch: when this returns, the operating system has it, and it is found.
    pub(super) fn write(&self, batch: &Batch) -> Result<(), WriteError> {
        let room = self.has_room().and_then(|()| self.has_room_for(batch));
        room.inspect_err(|_| {
            self.stats.refused.fetch_add(1, Ordering::Relaxed);
        })?;
        if batch.entries().is_empty() {
            return Ok(());
        }
        let compressed = self.compress(batch.bytes());
        let compressed = compressed.map_err(|error| WriteError::Failed(error.to_string()))?;
        let now = self.settings.clock.now();
        let row = arrivals::row(batch, &compressed, now);
        let mut arrival = Arrival {
            number: 0,
            signal: batch.signal(),
            groups: batch.groups().to_vec(),
            compressed,
            raw_bytes: batch.bytes().len(),
        };
        // Numbers are in the order in which spans become live: what is settled of a trace can
        // be said with one number.
        let mut arrivals = lock(&self.arrivals);
        arrival.number = arrivals.write(&self.disk, &row, now).inspect_err(|_| {
            self.stats.refused.fetch_add(1, Ordering::Relaxed);
        })?;
        lock(&self.live).add(&Arc::new(arrival), batch.entries().iter(), now);
        drop(arrivals);
        let count = match batch.signal() {
            Signal::Traces => &self.stats.spans,
            Signal::Logs => &self.stats.lines,
        };
        count.fetch_add(batch.entries().len() as u64, Ordering::Relaxed);
        Ok(())
    }

    fn has_room(&self) -> Result<(), WriteError> {
        let full = |what: &str| WriteError::Full {
            retry_after: Duration::from_secs(1),
            what: what.to_owned(),
        };
        if let Some(trouble) = self.disk.trouble() {
            return Err(WriteError::Failed(trouble));
        }
        if self.stats.is_full.load(Ordering::Relaxed) {
            return Err(full("the disk of the trace store is full"));
        }
        let limit = self.settings.live_bytes;
        if lock(&self.live).bytes > limit + limit / 4 {
            return Err(full(
                "spans come faster than the trace store can write them down",
            ));
        }
        Ok(())
    }

    /// A trace that many bytes of wait for being settled waits with its next ones: what is
    /// live of a trace is read as a whole.
    fn has_room_for(&self, batch: &Batch) -> Result<(), WriteError> {
        let most = self.settings.trace_bytes.saturating_mul(2);
        let live = lock(&self.live);
        for entry in batch.entries() {
            let trace = live.traces.get(&entry.trace_id);
            if trace.is_some_and(|trace| trace.bytes > most) {
                return Err(WriteError::Full {
                    retry_after: Duration::from_secs(1),
                    what: format!(
                        "the trace {} comes faster than the trace store can write it down",
                        entry.trace_id
                    ),
                });
            }
        }
        Ok(())
    }

    fn compress(&self, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        let kept = lock(&self.compressors).pop();
        let mut compressor = match kept {
            Some(compressor) => compressor,
            None => zstd::bulk::Compressor::new(LEVEL)?,
        };
        let compressed = compressor.compress(bytes);
        let mut kept = lock(&self.compressors);
        if kept.len() < 2 {
            kept.push(compressor);
        }
        compressed
    }

    /// What is settled, and where the live spans of a trace lie, at one moment.
    pub(super) fn at_once(&self, id: TraceId) -> (Shelf, Vec<Place>) {
        let shelf = lock(&self.shelf);
        let live = lock(&self.live);
        let places = live.traces.get(&id).map(|trace| trace.places.clone());
        (shelf.clone(), places.unwrap_or_default())
    }

    /// A trace, whole, where it is not only pinned.
    pub(super) fn whole(
        &self,
        id: TraceId,
        reader: &mut Reader,
    ) -> Result<Option<StoredTrace>, ReadError> {
        let (shelf, places) = self.at_once(id);
        let settled = reader.settled(&shelf, id)?;
        let mut left_out = settled
            .as_ref()
            .map_or_else(LeftOut::default, |settled| settled.left_out);
        let is_kept = settled.as_ref().is_some_and(|settled| settled.is_kept);
        if !is_kept && places.is_empty() {
            return Ok(None);
        }
        let mut trace = settled.map_or_else(|| Trace::new(id), |settled| settled.trace);
        reader.live(&places, &mut trace);
        // As it will be when it is settled, but for its bytes.
        let room = Room {
            spans: self.settings.trace_spans,
            lines: self.settings.trace_spans,
            bytes: usize::MAX,
        };
        let kept = Kept::choose(room, &trace, &Sizes::none(&trace));
        left_out.add(kept.cut(&mut trace));
        Ok(Some(stored(trace, left_out, places.is_empty())))
    }

    /// The first arrival of which something is not settled; the next one, where all are.
    pub(super) fn first_open(&self) -> u64 {
        let arrivals = lock(&self.arrivals);
        let first = lock(&self.live).first_open();
        first.unwrap_or_else(|| arrivals.next())
    }

    /// The live traces with the earliest start and the latest end of their live spans.
    pub(super) fn live_times(&self) -> HashMap<TraceId, (u64, u64)> {
        let live = lock(&self.live);
        let traces = live.traces.iter();
        traces
            .map(|(id, trace)| (*id, (trace.start_unix_nanos, trace.end_unix_nanos)))
            .collect()
    }

    pub(super) fn coverage(&self) -> Coverage {
        let shelf = lock(&self.shelf);
        let live = lock(&self.live);
        let live = live.traces.values().map(LiveTrace::begin).min();
        let settled = shelf.hours.iter().map(|hour| hour.first_start()).min();
        let mut missing = Vec::new();
        if shelf.forgets_late() {
            missing.push(
                "very many traces came in parts: a search may show some parts alone".to_owned(),
            );
        }
        Coverage {
            oldest_unix_nanos: settled.into_iter().chain(live).min(),
            bound: shelf.bound,
            missing,
        }
    }

    pub(super) fn answer<T>(&self, value: T) -> Answer<T> {
        Answer {
            value,
            coverage: self.coverage(),
        }
    }
}
