//! Counts and percentiles, by minute: they outlive the traces.

use std::ops::Range;
use std::sync::Arc;

use fjall::OwnedWriteBatch;
use trace_model::SpanKind;

use super::disk::Disk;
use crate::rollup::{Cell, Edge, Operation, RollUps, read_varint, write_varint};

/// More operations of a service in a minute than this are counted together, as `other`; and
/// more edges.
const MOST_OF_SERVICE: usize = 1_000;
/// The same over all services.
const MOST: usize = 5_000;
const OTHER: &str = "other";

/// Counts are kept for 8 weeks.
const KEPT_MINUTES: u64 = 8 * 7 * 24 * 60;

pub(super) const OPERATIONS: u8 = b'o';
const EDGES: u8 = b'e';
const ROLLED: &str = "rolled";

/// What was counted and is not written yet.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pending: RollUps,
    /// How many operations of each service and minute there are.
    sizes: std::collections::HashMap<(Arc<str>, u64), usize>,
}

impl Counts {
    /// The first block whose traces are not in what is written.
    pub(super) fn first_missing(disk: &Disk) -> Result<u32, fjall::Error> {
        let value = disk.meta.get(ROLLED)?;
        Ok(value.map_or(0, |value| {
            value[..].try_into().map_or(0, u32::from_be_bytes)
        }))
    }

    /// Adds what was counted.
    pub(super) fn add(&mut self, counted: &RollUps) {
        for ((operation, minute), cell) in &counted.operations {
            let key = (operation.clone(), *minute);
            if let Some(held) = self.pending.operations.get_mut(&key) {
                held.merge(cell);
                continue;
            }
            let size = self.sizes.entry((operation.service.clone(), *minute));
            let size = size.or_default();
            let mut key = key;
            if *size >= MOST_OF_SERVICE || self.pending.operations.len() >= MOST {
                key.0 = other(&key.0, self.pending.operations.len() >= MOST);
            } else {
                *size += 1;
            }
            self.pending.operations.entry(key).or_default().merge(cell);
        }
        for ((edge, minute), cell) in &counted.edges {
            let mut key = (edge.clone(), *minute);
            if !self.pending.edges.contains_key(&key) && self.pending.edges.len() >= MOST {
                key.0.client = OTHER.into();
                key.0.server = OTHER.into();
            }
            self.pending.edges.entry(key).or_default().merge(cell);
        }
    }

    /// Writes what was counted up to the block before this one.
    pub(super) fn write(
        &mut self,
        disk: &Disk,
        batch: &mut OwnedWriteBatch,
        next_block: u32,
    ) -> Result<(), fjall::Error> {
        let pending = std::mem::take(&mut self.pending);
        self.sizes.clear();
        let minutes = pending.operations.keys().map(|(_, minute)| *minute);
        let minutes = minutes.chain(pending.edges.keys().map(|(_, minute)| *minute));
        for minute in minutes.collect::<std::collections::BTreeSet<_>>() {
            let mut row = read_minute(disk, minute)?;
            let of_minute = RollUps {
                operations: of_minute(&pending.operations, minute),
                edges: of_minute(&pending.edges, minute),
            };
            let mut merged = Counts::default();
            merged.add(&row);
            merged.add(&of_minute);
            row = merged.pending;
            batch.insert(
                &disk.rollups,
                key(OPERATIONS, minute),
                write_operations(&row),
            );
            batch.insert(&disk.rollups, key(EDGES, minute), write_edges(&row));
        }
        batch.insert(&disk.meta, ROLLED, next_block.to_be_bytes());
        Ok(())
    }

    /// What was counted in these minutes.
    pub(super) fn read(&self, disk: &Disk, minutes: Range<u64>) -> Result<RollUps, fjall::Error> {
        let mut found = RollUps::default();
        if minutes.is_empty() {
            return Ok(found);
        }
        for kind in [OPERATIONS, EDGES] {
            let rows = disk
                .rollups
                .range(key(kind, minutes.start)..key(kind, minutes.end));
            for row in rows {
                let (key, value) = row.into_inner()?;
                let minute = key[1..].try_into().map_or(0, u64::from_be_bytes);
                read_row(kind, minute, &value, &mut found);
            }
        }
        let mut pending = self.pending.clone();
        pending.operations.retain(|(_, at), _| minutes.contains(at));
        pending.edges.retain(|(_, at), _| minutes.contains(at));
        found.merge(&pending);
        Ok(found)
    }

    /// Removes what is older than 8 weeks.
    pub(super) fn forget_before(
        disk: &Disk,
        batch: &mut OwnedWriteBatch,
        minute: u64,
    ) -> Result<(), fjall::Error> {
        let end = minute.saturating_sub(KEPT_MINUTES);
        for kind in [OPERATIONS, EDGES] {
            for row in disk.rollups.range(key(kind, 0)..key(kind, end)) {
                batch.remove(&disk.rollups, row.key()?);
            }
        }
        Ok(())
    }
}

fn other(operation: &Operation, also_service: bool) -> Operation {
    Operation {
        service: match also_service {
            true => OTHER.into(),
            false => operation.service.clone(),
        },
        name: OTHER.into(),
        kind: SpanKind::Internal,
    }
}

fn of_minute<K: Ord + Clone>(
    cells: &std::collections::BTreeMap<(K, u64), Cell>,
    minute: u64,
) -> std::collections::BTreeMap<(K, u64), Cell> {
    let cells = cells.iter().filter(|((_, at), _)| *at == minute);
    cells
        .map(|(key, cell)| (key.clone(), cell.clone()))
        .collect()
}

fn key(kind: u8, minute: u64) -> Vec<u8> {
    [&[kind], &minute.to_be_bytes()[..]].concat()
}

fn read_minute(disk: &Disk, minute: u64) -> Result<RollUps, fjall::Error> {
    let mut found = RollUps::default();
    for kind in [OPERATIONS, EDGES] {
        if let Some(value) = disk.rollups.get(key(kind, minute))? {
            read_row(kind, minute, &value, &mut found);
        }
    }
    Ok(found)
}

pub(super) fn write_operations(counted: &RollUps) -> Vec<u8> {
    let mut out = Vec::new();
    for ((operation, _), cell) in &counted.operations {
        text(&mut out, &operation.service);
        text(&mut out, &operation.name);
        out.push(operation.kind.number());
        cell.write(&mut out);
    }
    out
}

fn write_edges(counted: &RollUps) -> Vec<u8> {
    let mut out = Vec::new();
    for ((edge, _), cell) in &counted.edges {
        text(&mut out, &edge.client);
        text(&mut out, &edge.server);
        cell.write(&mut out);
    }
    out
}

fn text(out: &mut Vec<u8>, text: &str) {
    write_varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// Reads the cells of a minute; ends at what is none.
pub(super) fn read_row(kind: u8, minute: u64, mut row: &[u8], into: &mut RollUps) {
    let row = &mut row;
    while !row.is_empty() {
        let read = if kind == OPERATIONS {
            read_operation(row).map(|(operation, cell)| {
                let key = (operation, minute);
                into.operations.entry(key).or_default().merge(&cell);
            })
        } else {
            read_edge(row).map(|(edge, cell)| {
                into.edges.entry((edge, minute)).or_default().merge(&cell);
            })
        };
        if read.is_none() {
            return;
        }
    }
}

fn read_operation(row: &mut &[u8]) -> Option<(Operation, Cell)> {
    let (service, name) = (read_text(row)?, read_text(row)?);
    let (kind, rest) = row.split_first()?;
    *row = rest;
    let operation = Operation {
        service,
        name,
        kind: SpanKind::from_number((*kind).into()),
    };
    Some((operation, Cell::read(row)?))
}

fn read_edge(row: &mut &[u8]) -> Option<(Edge, Cell)> {
    let (client, server) = (read_text(row)?, read_text(row)?);
    Some((Edge { client, server }, Cell::read(row)?))
}

fn read_text(row: &mut &[u8]) -> Option<Arc<str>> {
    let length = usize::try_from(read_varint(row)?).ok()?;
    let (text, rest) = row.split_at_checked(length)?;
    *row = rest;
    Some(std::str::from_utf8(text).ok()?.into())
}
