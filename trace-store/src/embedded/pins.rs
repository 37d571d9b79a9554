//! Traces that are kept until somebody lets them go: with a copy of their spans.

use std::collections::HashSet;
use std::io;

use bytes::Bytes;
use trace_model::otlp::{Batch, Limits, Signal, read_traces, write_trace};
use trace_model::{Span, Trace, TraceId};

use super::engine::{Engine, LEVEL, lock};
use super::inflate::inflate;
use super::read::Reader;
use crate::error::{ReadError, WriteError};
use crate::rollup::{read_varint, write_varint};
use crate::store::{Pin, StoredTrace};
use crate::summary::Summary;

/// A pin, and the trace as it was known last.
#[derive(Debug)]
pub(super) struct Pinned {
    pub(super) pin: Pin,
    pub(super) trace: Trace,
    /// How many spans had come, where not all were kept.
    pub(super) cut_from: Option<u64>,
    /// How many lines had come, where not all were kept.
    pub(super) lines_cut_from: Option<u64>,
}

impl Engine {
    /// A trace, whole: what is held of it, and what its pin has kept.
    pub(super) fn trace(
        &self,
        id: TraceId,
        reader: &mut Reader,
    ) -> Result<Option<StoredTrace>, ReadError> {
        let held = self.whole(id, reader)?;
        let Some(pinned) = self.pinned(id)? else {
            return Ok(held);
        };
        let mut stored = held.unwrap_or_else(|| StoredTrace {
            trace: Trace::new(id),
            cut_from: None,
            lines_cut_from: None,
            is_settled: true,
            pin: None,
        });
        stored.cut_from = stored.cut_from.max(pinned.cut_from);
        stored.lines_cut_from = stored.lines_cut_from.max(pinned.lines_cut_from);
        stored.pin = Some(pinned.pin);
        stored.trace = joined(pinned.trace, stored.trace);
        Ok(Some(stored))
    }

    pub(super) fn pin(&self, id: TraceId, note: &str) -> Result<bool, WriteError> {
        let stored = self.trace(id, &mut Reader::default());
        let stored = stored.map_err(|ReadError(what)| WriteError::Failed(what))?;
        let Some(stored) = stored else {
            return Ok(false);
        };
        let pinned = Pinned {
            pin: Pin {
                trace_id: id,
                unix_nanos: self.settings.clock.now(),
                note: note.into(),
            },
            trace: stored.trace,
            cut_from: stored.cut_from,
            lines_cut_from: stored.lines_cut_from,
        };
        self.write_pin(&pinned)?;
        Ok(true)
    }

    pub(super) fn unpin(&self, id: TraceId) -> Result<bool, WriteError> {
        let key = id.to_bytes();
        let is_pinned = self.disk.pins.contains_key(key)?;
        if is_pinned {
            self.disk.note(self.disk.pins.remove(&key[..]))?;
        }
        Ok(is_pinned)
    }

    /// The newest pin first.
    pub(super) fn pins(&self) -> Result<Vec<(Pin, Summary)>, ReadError> {
        let mut reader = Reader::default();
        let mut pins = Vec::new();
        for id in self.pinned_ids()? {
            let trace = self.trace(id, &mut reader)?;
            if let Some(StoredTrace {
                trace,
                pin: Some(pin),
                ..
            }) = trace
            {
                pins.push((pin, Summary::of(&trace)));
            }
        }
        pins.sort_by_key(|(pin, _)| std::cmp::Reverse((pin.unix_nanos, pin.trace_id)));
        Ok(pins)
    }

    /// The ids of all pinned traces.
    pub(super) fn pinned_ids(&self) -> Result<Vec<TraceId>, fjall::Error> {
        let mut ids = Vec::new();
        for row in self.disk.pins.iter() {
            let id = row.key()?[..].try_into().ok().map(u128::from_be_bytes);
            ids.extend(id.and_then(TraceId::from_u128));
        }
        Ok(ids)
    }

    /// Takes into the pin of a trace, if it has one, what came late.
    pub(super) fn refresh_pin(&self, id: TraceId, trace: &Trace) -> Result<(), WriteError> {
        let pinned = self.pinned(id);
        let pinned = pinned.map_err(|ReadError(what)| WriteError::Failed(what))?;
        let Some(mut pinned) = pinned else {
            return Ok(());
        };
        pinned.trace = joined(pinned.trace, trace.clone());
        self.write_pin(&pinned)
    }

    fn write_pin(&self, pinned: &Pinned) -> Result<(), WriteError> {
        let row = row(pinned).map_err(|error| WriteError::Failed(error.to_string()))?;
        let key = pinned.pin.trace_id.to_bytes();
        Ok(self.disk.note(self.disk.pins.insert(&key[..], row))?)
    }

    fn pinned(&self, id: TraceId) -> Result<Option<Pinned>, ReadError> {
        let value = self.disk.pins.get(id.to_bytes())?;
        match value {
            None => Ok(None),
            Some(value) => match read_pin(id, &value) {
                Some(pinned) => Ok(Some(pinned)),
                None => Err(ReadError(format!("the pin of {id} cannot be read"))),
            },
        }
    }

    /// Traces that are settled, for tests and for the end.
    pub(super) fn count_traces(&self) -> u64 {
        let shelf = lock(&self.shelf);
        let zones = shelf.hours.iter().map(|hour| hour.zones());
        zones
            .flat_map(|zones| {
                zones
                    .iter()
                    .map(|zone| u64::from(zone.traces))
                    .collect::<Vec<_>>()
            })
            .sum()
    }
}

/// A pin as bytes.
pub(super) fn row(pinned: &Pinned) -> io::Result<Vec<u8>> {
    let mut row = Vec::new();
    write_varint(&mut row, pinned.pin.unix_nanos);
    for count in [pinned.cut_from, pinned.lines_cut_from] {
        write_varint(&mut row, count.map_or(0, |count| count.saturating_add(1)));
    }
    write_varint(&mut row, pinned.pin.note.len() as u64);
    row.extend_from_slice(pinned.pin.note.as_bytes());
    let (spans, lines) = write_trace(&pinned.trace);
    for messages in [spans, lines] {
        let compressed = zstd::bulk::compress(&messages, LEVEL)?;
        write_varint(&mut row, messages.len() as u64);
        write_varint(&mut row, compressed.len() as u64);
        row.extend_from_slice(&compressed);
    }
    Ok(row)
}

/// Reads a row; `None` if the bytes are none.
pub(super) fn read_pin(id: TraceId, mut value: &[u8]) -> Option<Pinned> {
    let value = &mut value;
    let unix_nanos = read_varint(value)?;
    let cut_from = read_varint(value)?.checked_sub(1);
    let lines_cut_from = read_varint(value)?.checked_sub(1);
    let piece = |value: &mut &[u8]| {
        let length = usize::try_from(read_varint(value)?).ok()?;
        let (piece, rest) = value.split_at_checked(length)?;
        *value = rest;
        Some(piece.to_vec())
    };
    let note = String::from_utf8(piece(value)?).ok()?;
    let mut trace = Trace::new(id);
    let limits = Limits {
        span_bytes: usize::MAX,
        origin_bytes: usize::MAX,
        attributes: usize::MAX,
        ..Limits::default()
    };
    for signal in [Signal::Traces, Signal::Logs] {
        let raw = usize::try_from(read_varint(value)?).ok()?;
        let messages = inflate(&piece(value)?, raw)?;
        let (batch, _) = Batch::read(signal, Bytes::from(messages), &limits).ok()?;
        for part in read_traces(&batch) {
            trace.spans.extend(part.spans);
            trace.logs.extend(part.logs);
        }
    }
    Some(Pinned {
        pin: Pin {
            trace_id: id,
            unix_nanos,
            note: note.into(),
        },
        trace,
        cut_from,
        lines_cut_from,
    })
}

/// What is held, and before it what only the pin has.
fn joined(pinned: Trace, held: Trace) -> Trace {
    let spans: HashSet<_> = held.spans.iter().map(Span::identity).collect();
    let line = |line: &trace_model::LogRecord| (line.time(), line.span_id, line.body.to_string());
    let lines: HashSet<_> = held.logs.iter().map(line).collect();
    let mut whole = pinned;
    whole.spans.retain(|span| !spans.contains(&span.identity()));
    whole.logs.retain(|one| !lines.contains(&line(one)));
    whole.spans.extend(held.spans);
    whole.logs.extend(held.logs);
    whole
}
