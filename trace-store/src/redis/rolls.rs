//! Counts as bytes, and hour by hour.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use trace_model::SpanKind;

use super::names::{read_text, text};
use super::zip::Zip;
use crate::rollup::{Cell, Edge, Operation, RollUps, read_varint, write_varint};

pub(super) const MINUTES_AN_HOUR: u64 = 60;

/// The counts of each hour since 1970.
pub(super) fn by_hour(counted: RollUps) -> BTreeMap<u64, RollUps> {
    let mut hours: BTreeMap<u64, RollUps> = BTreeMap::new();
    for ((operation, minute), cell) in counted.operations {
        let hour = hours.entry(minute / MINUTES_AN_HOUR).or_default();
        hour.operations.insert((operation, minute), cell);
    }
    for ((edge, minute), cell) in counted.edges {
        let hour = hours.entry(minute / MINUTES_AN_HOUR).or_default();
        hour.edges.insert((edge, minute), cell);
    }
    hours
}

/// The counts as compressed bytes.
pub(super) fn zipped(counted: &RollUps) -> Vec<u8> {
    let mut out = Vec::new();
    Zip::default().compress(&write(counted), &mut out);
    out
}

/// What [`zipped`] has made; `None` if it has not.
pub(super) fn unzipped(bytes: &[u8]) -> Option<RollUps> {
    read(&Zip::default().inflate(bytes).ok()?)
}

/// The counts as bytes: the names that occur in them, then for each cell the places of its
/// names, its minute, and what was counted.
pub(super) fn write(counted: &RollUps) -> Vec<u8> {
    let mut names = Names::default();
    let mut cells = Vec::new();
    write_varint(&mut cells, counted.operations.len() as u64);
    for ((operation, minute), cell) in &counted.operations {
        write_varint(&mut cells, names.place(&operation.service));
        write_varint(&mut cells, names.place(&operation.name));
        write_varint(&mut cells, operation.kind.number().into());
        write_varint(&mut cells, *minute);
        cell.write(&mut cells);
    }
    write_varint(&mut cells, counted.edges.len() as u64);
    for ((edge, minute), cell) in &counted.edges {
        write_varint(&mut cells, names.place(&edge.client));
        write_varint(&mut cells, names.place(&edge.server));
        write_varint(&mut cells, *minute);
        cell.write(&mut cells);
    }
    let mut out = Vec::new();
    write_varint(&mut out, names.all.len() as u64);
    for name in &names.all {
        text(&mut out, name);
    }
    out.extend(cells);
    out
}

/// Reads counts; `None` if the bytes are none.
pub(super) fn read(mut bytes: &[u8]) -> Option<RollUps> {
    let rest = &mut bytes;
    let mut names = Vec::new();
    for _ in 0..read_varint(rest)? {
        names.push(read_text(rest)?);
    }
    let name = |rest: &mut &[u8]| {
        let place = usize::try_from(read_varint(rest)?).ok()?;
        names.get(place).cloned()
    };
    let mut counted = RollUps::default();
    for _ in 0..read_varint(rest)? {
        let operation = Operation {
            service: name(rest)?,
            name: name(rest)?,
            kind: SpanKind::from_number(read_varint(rest)?),
        };
        let minute = read_varint(rest)?;
        counted
            .operations
            .insert((operation, minute), Cell::read(rest)?);
    }
    for _ in 0..read_varint(rest)? {
        let edge = Edge {
            client: name(rest)?,
            server: name(rest)?,
        };
        let minute = read_varint(rest)?;
        counted.edges.insert((edge, minute), Cell::read(rest)?);
    }
    Some(counted)
}

#[derive(Default)]
struct Names {
    all: Vec<Arc<str>>,
    places: HashMap<Arc<str>, u64>,
}

impl Names {
    fn place(&mut self, name: &Arc<str>) -> u64 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = self.all.len() as u64;
        self.all.push(name.clone());
        self.places.insert(name.clone(), place);
        place
    }
}
