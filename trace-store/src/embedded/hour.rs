//! The blocks of an hour, which are dropped together.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fjall::{Keyspace, OwnedWriteBatch, Slice};
use trace_model::{SpanKind, TraceId};

use super::block::{Body, Brief, Built, Head, Zone};
use super::disk::Disk;
use crate::rollup::{Operation, read_varint, write_varint};

/// More operations of an hour than this are not listed.
const MOST_OPERATIONS: usize = 20_000;

/// So many bytes of filters stay in memory: of some 30 million spans.
const FILTER_BYTES: usize = 16 << 20;

const HEAD: u8 = 0;
const BODY: u8 = 1;

/// Keys of the index begin so.
const FILTER: u8 = b'f';
const OPERATION: u8 = b'o';
const TRACE: u8 = b't';
const ZONE: u8 = b'z';

/// One hour, or a part of one where bytes are scarce.
pub(super) struct Hour {
    /// Counts hours, from the first one of the folder on.
    pub(super) number: u64,
    /// When its first block was written.
    pub(super) begun_nanos: u64,
    /// Heads and bodies, by the number of the block.
    blocks: Keyspace,
    /// What is looked up: which block has a trace, what a block may have.
    index: Keyspace,
    known: Mutex<Known>,
    filters: Mutex<Filters>,
    /// How many bytes the filters of all hours have.
    filter_bytes: Arc<AtomicUsize>,
}

/// Filters that were read, as long as there is room for those of all hours.
#[derive(Debug, Default)]
struct Filters {
    read: HashMap<u32, Arc<[u8]>>,
    bytes: usize,
}

impl Drop for Hour {
    fn drop(&mut self) {
        let filters = self.filters.get_mut();
        let bytes = filters.unwrap_or_else(PoisonError::into_inner).bytes;
        self.filter_bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// What of an hour is kept in memory.
#[derive(Debug, Clone, Default)]
struct Known {
    zones: Arc<Vec<Zone>>,
    operations: BTreeSet<Operation>,
}

/// Where a trace lies within an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settled {
    /// The spans of all arrivals up to this one are settled.
    pub(super) through: u64,
    /// The blocks in which parts of the trace lie; none where it was not kept.
    pub(super) blocks: Vec<u32>,
}

impl Hour {
    /// Opens an hour, or makes it.
    pub(super) fn open(disk: &Disk, number: u64, begun_nanos: u64) -> Result<Self, fjall::Error> {
        let hour = Hour {
            number,
            begun_nanos,
            blocks: disk.keyspace(&format!("hour-{number:010}-{begun_nanos}"))?,
            index: disk.keyspace(&format!("index-{number:010}"))?,
            known: Mutex::default(),
            filters: Mutex::default(),
            filter_bytes: disk.filter_bytes.clone(),
        };
        let mut known = Known::default();
        let zones = Arc::make_mut(&mut known.zones);
        for row in hour.index.prefix([ZONE]) {
            let (key, value) = row.into_inner()?;
            zones.extend(block_of(&key[1..]).and_then(|block| Zone::read(block, &value)));
        }
        for row in hour.index.prefix([OPERATION]) {
            let key = row.key()?;
            known.operations.extend(read_operation(&key[1..]));
        }
        *hour.known() = known;
        Ok(hour)
    }

    /// The number and the begin, from the name of a keyspace.
    pub(super) fn named(name: &str) -> Option<(u64, u64)> {
        let (number, begun) = name.strip_prefix("hour-")?.split_once('-')?;
        Some((number.parse().ok()?, begun.parse().ok()?))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The zones of its blocks at the moment.
    pub(super) fn zones(&self) -> Arc<Vec<Zone>> {
        self.known().zones.clone()
    }

    /// The earliest start of its traces; its begin, where they have log lines only.
    pub(super) fn first_start(&self) -> u64 {
        let zones = self.zones();
        let starts = zones.iter().filter(|zone| zone.traces > 0);
        let first = starts.map(|zone| zone.first_start).min();
        first.unwrap_or(self.begun_nanos)
    }

    pub(super) fn operations(&self) -> BTreeSet<Operation> {
        self.known().operations.clone()
    }

    /// Which of these operations are new to the hour.
    fn new_operations(&self, operations: BTreeSet<Operation>) -> Vec<Operation> {
        let known = self.known();
        let room = MOST_OPERATIONS.saturating_sub(known.operations.len());
        let new = operations.into_iter();
        let new = new.filter(|operation| !known.operations.contains(operation));
        new.take(room).collect()
    }

    /// Writes a block, with what leads to it. [`Appended`] is to be told when it is written.
    pub(super) fn append(
        &self,
        batch: &mut OwnedWriteBatch,
        built: &Built,
        operations: BTreeSet<Operation>,
    ) -> Appended {
        let block = built.zone.block.to_be_bytes();
        let key = |kind: u8| [&block[..], &[kind]].concat();
        let in_index = |kind: u8| [&[kind], &block[..]].concat();
        batch.insert(&self.blocks, key(HEAD), &built.head[..]);
        batch.insert(&self.blocks, key(BODY), &built.body[..]);
        batch.insert(&self.index, in_index(FILTER), &built.filter[..]);
        batch.insert(&self.index, in_index(ZONE), built.zone.write());
        let operations = self.new_operations(operations);
        for operation in &operations {
            batch.insert(&self.index, write_operation(operation), &[][..]);
        }
        Appended {
            zone: built.zone,
            operations,
        }
    }

    /// The block is written: it is found from now on.
    pub(super) fn appended(&self, appended: Appended) {
        let mut known = self.known();
        Arc::make_mut(&mut known.zones).push(appended.zone);
        known.operations.extend(appended.operations);
    }

    /// Writes where a trace lies.
    pub(super) fn locate(&self, batch: &mut OwnedWriteBatch, id: TraceId, settled: &Settled) {
        let mut value = Vec::with_capacity(12);
        write_varint(&mut value, settled.through);
        for block in &settled.blocks {
            write_varint(&mut value, (*block).into());
        }
        batch.insert(&self.index, trace_key(id), value);
    }

    /// Where a trace lies; `None` where nothing of it was settled in this hour.
    pub(super) fn settled(&self, id: TraceId) -> Result<Option<Settled>, fjall::Error> {
        let Some(value) = self.index.get(trace_key(id))? else {
            return Ok(None);
        };
        let mut value = &value[..];
        let through = read_varint(&mut value).unwrap_or_default();
        let blocks = std::iter::from_fn(|| read_varint(&mut value));
        Ok(Some(Settled {
            through,
            blocks: blocks.map(|block| block as u32).collect(),
        }))
    }

    /// The traces with ids from the first to the last one, at most so many.
    pub(super) fn ids(&self, range: [u128; 2], limit: usize) -> Result<Vec<TraceId>, fjall::Error> {
        let key = |id: u128| [&[TRACE], &id.to_be_bytes()[..]].concat();
        let rows = self.index.range(key(range[0])..=key(range[1]));
        let mut ids = Vec::new();
        for row in rows.take(limit) {
            let (key, value) = row.into_inner()?;
            let mut value = &value[..];
            let is_kept = read_varint(&mut value).is_some() && !value.is_empty();
            let id = key[1..].try_into().ok().map(u128::from_be_bytes);
            ids.extend(id.and_then(TraceId::from_u128).filter(|_| is_kept));
        }
        Ok(ids)
    }

    /// The rows of a block that are wanted.
    pub(super) fn head(
        &self,
        block: u32,
        wanted: impl FnMut(&Brief) -> bool,
    ) -> Result<Option<Head>, fjall::Error> {
        let head = self.block(block, HEAD)?;
        Ok(head.and_then(|bytes| Head::read_some(&bytes, wanted)))
    }

    pub(super) fn body(&self, block: u32) -> Result<Option<Body>, fjall::Error> {
        Ok(self
            .block(block, BODY)?
            .and_then(|bytes| Body::open(&bytes)))
    }

    fn block(&self, block: u32, kind: u8) -> Result<Option<Slice>, fjall::Error> {
        self.blocks
            .get([&block.to_be_bytes()[..], &[kind]].concat())
    }

    /// The filter of a block, as bytes.
    pub(super) fn filter(&self, block: u32) -> Result<Arc<[u8]>, fjall::Error> {
        let held = || self.filters.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(filter) = held().read.get(&block) {
            return Ok(filter.clone());
        }
        let key = [&[FILTER], &block.to_be_bytes()[..]].concat();
        let filter: Arc<[u8]> = match self.index.get(key)? {
            Some(filter) => filter[..].into(),
            None => [].into(),
        };
        let mut held = held();
        if self.filter_bytes.load(Ordering::Relaxed) + filter.len() <= FILTER_BYTES
            && held.read.insert(block, filter.clone()).is_none()
        {
            held.bytes += filter.len();
            self.filter_bytes.fetch_add(filter.len(), Ordering::Relaxed);
        }
        Ok(filter)
    }

    /// How many bytes its blocks take on disk; what is still in memory does not count.
    pub(super) fn bytes(&self) -> u64 {
        self.blocks.disk_space() + self.index.disk_space()
    }

    /// Writes out what waits in memory, so that dropping the hour gives its bytes back.
    pub(super) fn flush(&self) -> Result<(), fjall::Error> {
        self.blocks.rotate_memtable_and_wait()?;
        self.index.rotate_memtable_and_wait()
    }

    /// Gives its bytes back, as soon as nobody reads it any more.
    pub(super) fn delete(&self, disk: &Disk) -> Result<(), fjall::Error> {
        disk.note(disk.database.delete_keyspace(self.index.clone()))?;
        disk.note(disk.database.delete_keyspace(self.blocks.clone()))
    }
}

/// What an hour has more, once a block is written.
pub(super) struct Appended {
    zone: Zone,
    operations: Vec<Operation>,
}

fn block_of(key: &[u8]) -> Option<u32> {
    key.try_into().ok().map(u32::from_be_bytes)
}

fn trace_key(id: TraceId) -> Vec<u8> {
    [&[TRACE], &id.to_bytes()[..]].concat()
}

fn write_operation(operation: &Operation) -> Vec<u8> {
    let mut key = vec![OPERATION, operation.kind.number()];
    write_varint(&mut key, operation.service.len() as u64);
    key.extend_from_slice(operation.service.as_bytes());
    key.extend_from_slice(operation.name.as_bytes());
    // Keys of fjall have at most 65,536 bytes.
    key.truncate(u16::MAX.into());
    key
}

fn read_operation(mut key: &[u8]) -> Option<Operation> {
    let (kind, rest) = key.split_first()?;
    key = rest;
    let length = usize::try_from(read_varint(&mut key)?).ok()?;
    let (service, name) = key.split_at_checked(length)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into();
    Some(Operation {
        service: text(service),
        name: text(name),
        kind: SpanKind::from_number((*kind).into()),
    })
}
