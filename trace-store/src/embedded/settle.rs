//! Traces that no span comes for any more go into blocks.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use trace_model::{Once, Trace, TraceId};

use super::block::{Builder, Row};
use super::cut::{Kept, Room, Sizes};
use super::engine::{Engine, LEVEL, lock};
use super::hour::Settled;
use super::live::{LiveTrace, Place};
use super::read::{Reader, parts};
use super::settler::Settler;
use crate::error::WriteError;
use crate::rollup::{Operation, RollUps};
use crate::summary::Summary;

/// So many traces are looked at before others get their turn.
const ROUND: usize = 2_048;

/// What a block changes beside itself.
#[derive(Default)]
struct Pending {
    builder: Builder,
    /// Each trace of the block, and those that are not kept: up to which arrival.
    settled: Vec<(TraceId, u64, bool)>,
    /// Traces of which parts are in other blocks, with the whole of them.
    late: Vec<Row>,
    counted: RollUps,
    operations: BTreeSet<Operation>,
    runs: super::runs::Runs,
    summaries: Vec<Arc<Summary>>,
}

/// Which live traces settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// Traces that were quiet for long enough.
    Quiet,
    /// Other traces as well, the quietest first, until half of the memory is free.
    Pressed,
    /// All.
    All,
}

impl Engine {
    /// Settles what is due. Tells how many traces that were.
    pub(super) fn settle(&self, due: Due) -> Result<usize, WriteError> {
        let mut settler = lock(&self.settler);
        let begin = self.settings.clock.now();
        let mut count = 0;
        loop {
            let round = self.due(due, begin);
            if round.is_empty() {
                return Ok(count);
            }
            count += round.len();
            self.settle_round(&mut settler, round)?;
        }
    }

    /// The next traces, those that came first at the front. Where all of them are due, those
    /// that come later than `begin` are not: there might be no end.
    fn due(&self, due: Due, begin: u64) -> Vec<(TraceId, Vec<Place>)> {
        let now = self.settings.clock.now();
        let nanos = |duration: std::time::Duration| duration.as_nanos() as u64;
        let settings = &self.settings;
        let [with_root, without_root, longest] = [
            settings.quiet_with_root,
            settings.quiet_without_root,
            settings.longest_live,
        ]
        .map(nanos);
        let live = lock(&self.live);
        let is_pressed = due == Due::Pressed && live.bytes > settings.live_bytes / 2;
        let is_due = |trace: &LiveTrace| {
            let quiet = if trace.has_root {
                with_root
            } else {
                without_root
            };
            (due == Due::All && trace.first_nanos <= begin)
                || is_pressed
                || now.saturating_sub(trace.last_nanos) >= quiet
                || now.saturating_sub(trace.first_nanos) >= longest
                || trace.places.len() >= settings.trace_spans
                || trace.bytes >= settings.trace_bytes
        };
        let mut found: Vec<_> = live
            .traces
            .iter()
            .filter(|(_, trace)| is_due(trace))
            .map(|(id, trace)| (trace.last_nanos, trace.places[0].arrival.number, *id))
            .collect();
        found.sort_unstable();
        found.truncate(ROUND);
        let places = |id: &TraceId| live.traces.get(id).map(|trace| trace.places.clone());
        let found = found.into_iter();
        found
            .filter_map(|(.., id)| Some((id, places(&id)?)))
            .collect()
    }

    fn settle_round(
        &self,
        settler: &mut Settler,
        round: Vec<(TraceId, Vec<Place>)>,
    ) -> Result<(), WriteError> {
        let mut pending = Pending::default();
        for (id, places) in round {
            self.settle_one(&mut settler.reader, &mut pending, id, &places)?;
            if pending.builder.is_full() {
                self.commit(settler, std::mem::take(&mut pending))?;
            }
        }
        self.commit(settler, pending)
    }

    fn settle_one(
        &self,
        reader: &mut Reader,
        pending: &mut Pending,
        id: TraceId,
        places: &[Place],
    ) -> Result<(), WriteError> {
        let through = places.iter().map(|place| place.arrival.number);
        let through = through.max().unwrap_or_default();
        let bytes = reader.bytes_of(places);
        let mut parts = parts(places, &bytes);
        let mut trace = Trace::new(id);
        reader.decode(id, &parts, &mut trace);

        let shelf = lock(&self.shelf).clone();
        let before = reader.settled(&shelf, id).map_err(WriteError::from)?;
        let before = before.filter(|before| before.is_kept);
        let once = Once::after(before.as_ref().map(|before| &before.trace), &trace);
        if before.is_some() && once.is_nothing() {
            // All of it was delivered before: nothing is counted, written or told again.
            pending.settled.push((id, through, false));
            return Ok(());
        }
        let once = Kept::once(once);
        once.cut(&mut trace);
        once.cut_parts(&mut parts);

        let now = self.settings.clock.now();
        pending.runs.add(&trace);
        let operations = trace.spans.iter().map(|span| Operation {
            service: span.service(),
            name: span.name.clone(),
            kind: span.kind,
        });
        pending.operations.extend(operations);

        // A call is counted when the later one of its two spans comes.
        let known = before.as_ref().map_or(0, |before| before.trace.spans.len());
        let minute = self.minute(now);
        match &before {
            None => pending.counted.add(&trace, minute),
            Some(before) => {
                let mut whole = before.trace.clone();
                whole.spans.extend(trace.spans.iter().cloned());
                pending.counted.add_since(&whole, known, minute);
            }
        }
        let mut room = Room {
            spans: self.settings.trace_spans,
            lines: self.settings.trace_spans,
            bytes: self.settings.trace_bytes,
        };
        if let Some(before) = &before {
            room.spans = room.spans.saturating_sub(before.trace.spans.len());
            room.lines = room.lines.saturating_sub(before.trace.logs.len());
            room.bytes = room.bytes.saturating_sub(before.bytes as usize);
        }
        let kept = Kept::choose(room, &trace, &Sizes::of(&parts));
        let left_out = kept.cut(&mut trace);
        kept.cut_parts(&mut parts);
        let summary = Summary::of(&trace);
        let whole = before.map(|mut before| {
            before.trace.spans.extend(trace.spans.iter().cloned());
            before.trace.logs.extend(trace.logs.iter().cloned());
            before.left_out.add(left_out);
            before.bytes += parts
                .iter()
                .map(|part| part.message.len() as u64)
                .sum::<u64>();
            before
        });
        let of_whole = whole.as_ref().map(|whole| Summary::of(&whole.trace));
        let said = of_whole.as_ref().unwrap_or(&summary);
        let tail = self.settings.tail;
        let is_kept = whole.is_some() || tail.is_none_or(|rule| rule.keeps(said));
        pending.summaries.push(Arc::new(said.clone()));
        let lost = if is_kept {
            left_out.spans
        } else {
            trace.spans.len() as u64
        };
        self.stats.left_out.fetch_add(lost, Ordering::Relaxed);
        pending.settled.push((id, through, is_kept));
        if !is_kept {
            return Ok(());
        }
        if let (Some(whole), Some(summary)) = (&whole, of_whole) {
            self.refresh_pin(id, &whole.trace)?;
            pending.late.push(Row {
                summary,
                left_out: whole.left_out,
                bytes: whole.bytes,
            });
        }
        let added = pending.builder.add(&parts, &trace, summary, left_out);
        added.map_err(|error| WriteError::Failed(error.to_string()))
    }

    /// Writes a block, and everything that follows from it, at once.
    fn commit(&self, settler: &mut Settler, pending: Pending) -> Result<(), WriteError> {
        if pending.settled.is_empty() {
            return Ok(());
        }
        let failed = |error: std::io::Error| WriteError::Failed(error.to_string());
        let is_empty = pending.builder.is_empty();
        // Only this function changes it, and one thread at a time settles.
        let block = lock(&self.shelf).next_block;
        let built = match &mut settler.compressor {
            Some(compressor) => pending.builder.finish(block, compressor),
            none => {
                let compressor = zstd::bulk::Compressor::new(LEVEL).map_err(failed)?;
                pending.builder.finish(block, none.insert(compressor))
            }
        };
        let built = built.map_err(failed)?;

        let now = self.settings.clock.now();
        let lasts = self.settings.drop_together.as_nanos() as u64;
        let bytes = self.settings.max_bytes.map_or(u64::MAX, |most| most / 16);
        let mut batch = self.disk.database.batch();
        let mut shelf = lock(&self.shelf);
        let hour = shelf.hour(&self.disk, now, lasts, bytes)?;
        let appended = (!is_empty).then(|| {
            shelf.next_block += 1;
            hour.append(&mut batch, &built, pending.operations)
        });
        for (id, through, is_kept) in &pending.settled {
            let before = hour.settled(*id)?;
            let mut blocks = before.map(|before| before.blocks).unwrap_or_default();
            blocks.extend(is_kept.then_some(block));
            let settled = Settled {
                through: *through,
                blocks,
            };
            hour.locate(&mut batch, *id, &settled);
        }
        for row in &pending.late {
            let head = super::block::Head {
                rows: vec![row.clone()],
            };
            let id = row.summary.trace_id.to_bytes();
            batch.insert(&self.disk.late, &id[..], head.write());
        }
        let first_open = self.first_open();
        shelf.write_watermark(&self.disk, &mut batch, first_open);
        self.disk.note(batch.commit())?;

        shelf.watermark = first_open;
        if let Some(appended) = appended {
            hour.appended(appended);
        }
        for row in pending.late {
            shelf.set_late(row.summary.trace_id, row);
        }
        let mut live = lock(&self.live);
        for (id, through, _) in pending.settled {
            live.settled(id, through);
        }
        lock(&self.counts).add(&pending.counted);
        lock(&self.runs).merge(pending.runs);
        drop((live, shelf));
        for summary in pending.summaries {
            // Nobody listens, often.
            let _ = self.tail.send(summary);
        }
        Ok(())
    }

    /// The minute in which a span counts: its own, unless the sender's clock is far off.
    pub(super) fn minute(&self, now: u64) -> impl Fn(u64) -> u64 + use<> {
        const MINUTE: u64 = 60_000_000_000;
        let keep = self.settings.keep.as_nanos() as u64;
        let believed = now.saturating_sub(keep)..=now.saturating_add(60 * MINUTE);
        move |start| match believed.contains(&start) {
            true => start / MINUTE,
            false => now / MINUTE,
        }
    }
}
