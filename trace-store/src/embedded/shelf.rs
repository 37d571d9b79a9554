//! All hours, and the traces of which parts lie in several blocks.

use std::collections::HashMap;
use std::sync::Arc;

use fjall::OwnedWriteBatch;
use trace_model::TraceId;

use super::block::{Head, Row};
use super::disk::Disk;
use super::hour::{Hour, Settled};
use crate::answer::Bound;

/// More traces in parts than this are not remembered: a search may show parts of the others.
const MOST_LATE: usize = 50_000;

const WATERMARK: &str = "watermark";
const BOUND: &str = "bound";

/// What is settled.
#[derive(Clone, Default)]
pub(super) struct Shelf {
    /// The oldest first.
    pub(super) hours: Vec<Arc<Hour>>,
    /// Of each trace that came in parts, what the whole of it is like.
    pub(super) late: Arc<HashMap<TraceId, Row>>,
    /// Of the next block.
    pub(super) next_block: u32,
    /// Of the next hour.
    pub(super) next_hour: u64,
    /// Arrivals before this one are settled.
    pub(super) watermark: u64,
    /// Why older traces are gone.
    pub(super) bound: Option<Bound>,
}

impl Shelf {
    /// What lies in the folder.
    pub(super) fn open(disk: &Disk) -> Result<Self, fjall::Error> {
        let mut shelf = Shelf {
            next_block: 1,
            next_hour: 1,
            ..Shelf::default()
        };
        for name in disk.database.list_keyspace_names() {
            if let Some((number, begun)) = Hour::named(&name) {
                shelf.hours.push(Arc::new(Hour::open(disk, number, begun)?));
            }
        }
        shelf.hours.sort_by_key(|hour| hour.number);
        for hour in &shelf.hours {
            shelf.next_hour = shelf.next_hour.max(hour.number.saturating_add(1));
            let last = hour.zones().last().map_or(0, |zone| zone.block);
            shelf.next_block = shelf.next_block.max(last.saturating_add(1));
        }
        if let Some(value) = disk.meta.get("next")? {
            // Blocks that were dropped have had numbers too.
            let next = value[..].try_into().map_or(0, u32::from_be_bytes);
            shelf.next_block = shelf.next_block.max(next);
        }
        if let Some(value) = disk.meta.get(WATERMARK)? {
            shelf.watermark = value[..].try_into().map_or(0, u64::from_be_bytes);
        }
        shelf.bound = match disk.meta.get(BOUND)?.as_deref() {
            Some(b"age") => Some(Bound::Age),
            Some(b"bytes") => Some(Bound::Bytes),
            _ => None,
        };
        let late = Arc::make_mut(&mut shelf.late);
        for row in disk.late.iter() {
            let head = Head::read(&row.value()?).unwrap_or_default();
            for row in head.rows {
                late.insert(row.summary.trace_id, row);
            }
        }
        Ok(shelf)
    }

    /// The hour that blocks go to at this time; a new one where the last one is over.
    pub(super) fn hour(
        &mut self,
        disk: &Disk,
        now: u64,
        lasts: u64,
        bytes: u64,
    ) -> Result<Arc<Hour>, fjall::Error> {
        if let Some(last) = self.hours.last() {
            if now.saturating_sub(last.begun_nanos) < lasts && last.bytes() < bytes {
                return Ok(last.clone());
            }
            disk.note(last.flush())?;
        }
        let hour = Arc::new(disk.note(Hour::open(disk, self.next_hour, now))?);
        self.next_hour += 1;
        self.hours.push(hour.clone());
        Ok(hour)
    }

    /// Where the parts of a trace lie, the oldest first.
    pub(super) fn settled(&self, id: TraceId) -> Result<Vec<(Arc<Hour>, Settled)>, fjall::Error> {
        let mut found = Vec::new();
        for hour in &self.hours {
            if let Some(settled) = hour.settled(id)? {
                found.push((hour.clone(), settled));
            }
        }
        Ok(found)
    }

    /// Remembers what the whole of a trace in parts is like.
    pub(super) fn set_late(&mut self, id: TraceId, row: Row) {
        let late = Arc::make_mut(&mut self.late);
        if late.len() < MOST_LATE || late.contains_key(&id) {
            late.insert(id, row);
        }
    }

    /// Whether traces in parts are not all remembered.
    pub(super) fn forgets_late(&self) -> bool {
        self.late.len() >= MOST_LATE
    }

    /// Writes how far everything is settled.
    pub(super) fn write_watermark(&self, disk: &Disk, batch: &mut OwnedWriteBatch, number: u64) {
        batch.insert(&disk.meta, WATERMARK, number.to_be_bytes());
        batch.insert(&disk.meta, "next", self.next_block.to_be_bytes());
    }

    /// Drops the oldest hour.
    pub(super) fn drop_oldest(&mut self, disk: &Disk, bound: Bound) -> Result<(), fjall::Error> {
        if self.hours.is_empty() {
            return Ok(());
        }
        let hour = self.hours.remove(0);
        self.bound = Some(bound);
        let name = match bound {
            Bound::Age => "age",
            Bound::Bytes => "bytes",
        };
        disk.note(disk.meta.insert(BOUND, name))?;
        hour.delete(disk)
    }
}
