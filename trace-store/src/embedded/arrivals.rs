//! Batches on disk, as they came, until their traces are settled.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use fjall::Keyspace;
use trace_model::otlp::{Batch, Entry, Limits, Signal};

use super::disk::Disk;
use super::inflate::inflate;
use super::live::Arrival;
use crate::rollup::{read_varint, write_varint};

/// A keyspace of arrivals ends when it has so many bytes, or is so old; the whole of it is
/// dropped when everything in it is settled.
const KEYSPACE_BYTES: usize = 48 << 20;
const KEYSPACE_AGE: Duration = Duration::from_secs(60);

const PREFIX: &str = "arrivals-";

/// The keyspaces of arrivals, the oldest first.
pub(super) struct Arrivals {
    chests: Vec<Chest>,
    /// Of the next arrival.
    next: u64,
}

struct Chest {
    rows: Keyspace,
    /// The numbers of its arrivals begin here.
    first: u64,
    bytes: usize,
    begun_nanos: u64,
}

impl Chest {
    fn is_old(&self, now: u64) -> bool {
        now.saturating_sub(self.begun_nanos) >= KEYSPACE_AGE.as_nanos() as u64
    }
}

/// An arrival that was read again at the start.
pub(super) struct Again {
    pub(super) arrival: Arc<Arrival>,
    pub(super) entries: Vec<Entry>,
    pub(super) came_nanos: u64,
}

impl Arrivals {
    /// The keyspaces that are there.
    pub(super) fn open(disk: &Disk) -> Result<Self, fjall::Error> {
        let mut chests = Vec::new();
        for name in disk.database.list_keyspace_names() {
            let Some(first) = name.strip_prefix(PREFIX).and_then(|n| n.parse().ok()) else {
                continue;
            };
            chests.push(Chest {
                rows: disk.keyspace(&name)?,
                first,
                // Arrivals of this run go into a keyspace of their own.
                bytes: usize::MAX,
                begun_nanos: 0,
            });
        }
        chests.sort_by_key(|chest| chest.first);
        let mut next = chests.last().map_or(1, |chest| chest.first);
        if let Some(last) = chests.last().and_then(|chest| chest.rows.last_key_value()) {
            next = next.max(number_of(&last.key()?).saturating_add(1));
        }
        Ok(Arrivals { chests, next })
    }

    /// The number of the next arrival.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    /// Arrivals get numbers from here on, at least.
    pub(super) fn skip_to(&mut self, number: u64) {
        self.next = self.next.max(number);
    }

    /// Writes an arrival down: afterwards, the operating system has it.
    pub(super) fn write(
        &mut self,
        disk: &Disk,
        value: &[u8],
        now: u64,
    ) -> Result<u64, fjall::Error> {
        let is_over = self
            .chests
            .last()
            .is_none_or(|chest| chest.bytes >= KEYSPACE_BYTES || chest.is_old(now));
        if is_over {
            let name = format!("{PREFIX}{:020}", self.next);
            self.chests.push(Chest {
                rows: disk.keyspace(&name)?,
                first: self.next,
                bytes: 0,
                begun_nanos: now,
            });
        }
        let chest = self.chests.last_mut().expect("one was just made");
        let number = self.next;
        disk.note(chest.rows.insert(number.to_be_bytes(), value))?;
        chest.bytes = chest.bytes.saturating_add(value.len());
        self.next += 1;
        Ok(number)
    }

    /// Drops the keyspaces with nothing but arrivals before this one. The last of them, which
    /// may take more, stays until it is old at this time.
    pub(super) fn drop_before(
        &mut self,
        disk: &Disk,
        number: u64,
        now: u64,
    ) -> Result<(), fjall::Error> {
        while let Some(first) = self.chests.first() {
            let is_settled = match self.chests.get(1) {
                Some(next) => next.first <= number,
                None => self.next <= number && first.is_old(now),
            };
            if !is_settled {
                break;
            }
            let chest = self.chests.remove(0);
            disk.note(disk.database.delete_keyspace(chest.rows))?;
        }
        Ok(())
    }

    /// Reads the arrivals from this one on, in order.
    pub(super) fn read_from(
        &self,
        number: u64,
        mut each: impl FnMut(Again),
    ) -> Result<(), fjall::Error> {
        for chest in &self.chests {
            for row in chest.rows.range(number.to_be_bytes()..) {
                let (key, value) = row.into_inner()?;
                if let Some(again) = read(number_of(&key), &value) {
                    each(again);
                }
            }
        }
        Ok(())
    }
}

fn number_of(key: &[u8]) -> u64 {
    key.try_into().map_or(0, u64::from_be_bytes)
}

/// The row of an arrival: signal, time, where its entries begin (the limits of the one who
/// took it in decide which spans are entries), the request.
pub(super) fn row(batch: &Batch, compressed: &[u8], now: u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(compressed.len() + 2 * batch.entries().len() + 32);
    out.push(match batch.signal() {
        Signal::Traces => 0,
        Signal::Logs => 1,
    });
    write_varint(&mut out, now);
    write_varint(&mut out, batch.bytes().len() as u64);
    write_varint(&mut out, batch.entries().len() as u64);
    let mut before = 0;
    for entry in batch.entries() {
        write_varint(&mut out, u64::from(entry.range.start.wrapping_sub(before)));
        before = entry.range.start;
    }
    out.extend_from_slice(compressed);
    out
}

/// Reads a row; `None` if the bytes are none.
pub(super) fn read(number: u64, mut row: &[u8]) -> Option<Again> {
    let row = &mut row;
    let (signal, rest) = row.split_first()?;
    *row = rest;
    let signal = match signal {
        0 => Signal::Traces,
        _ => Signal::Logs,
    };
    let came_nanos = read_varint(row)?;
    let raw_bytes = usize::try_from(read_varint(row)?).ok()?;
    let count = read_varint(row)?;
    let mut starts = std::collections::HashSet::new();
    let mut start = 0_u32;
    for _ in 0..count {
        start = start.wrapping_add(read_varint(row)? as u32);
        starts.insert(start);
    }
    let request = inflate(row, raw_bytes)?;
    // What was taken in is within the limits of then, whatever they were.
    let limits = Limits {
        span_bytes: usize::MAX,
        origin_bytes: usize::MAX,
        attributes: usize::MAX,
        ..Limits::default()
    };
    let (batch, _) = Batch::read(signal, Bytes::from(request), &limits).ok()?;
    let entries = batch.entries().iter();
    let entries = entries.filter(|entry| starts.contains(&entry.range.start));
    Some(Again {
        entries: entries.cloned().collect(),
        arrival: Arc::new(Arrival {
            number,
            signal,
            groups: batch.groups().to_vec(),
            compressed: row.to_vec(),
            raw_bytes,
        }),
        came_nanos,
    })
}
