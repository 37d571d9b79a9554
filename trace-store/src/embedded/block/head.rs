//! Who the traces of a block are.

use std::collections::HashMap;
use std::sync::Arc;

use trace_model::TraceId;

use super::bytes::{array, index, number, number_u32, read_piece, unzigzag, write_piece, zigzag};
use crate::rollup::write_varint;
use crate::summary::{ServiceCount, Summary};

/// The version of this encoding.
const VERSION: u8 = 1;

/// How many messages of a trace were left out because it was too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::embedded) struct LeftOut {
    pub(in crate::embedded) spans: u64,
    pub(in crate::embedded) lines: u64,
}

impl LeftOut {
    pub(in crate::embedded) fn add(&mut self, other: LeftOut) {
        self.spans += other.spans;
        self.lines += other.lines;
    }
}

/// One trace of a block, or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::embedded) struct Row {
    pub(in crate::embedded) summary: Summary,
    pub(in crate::embedded) left_out: LeftOut,
    /// How many bytes its messages have.
    pub(in crate::embedded) bytes: u64,
}

/// What of a row tells whether the rest of it is worth reading.
#[derive(Debug, Clone, Copy)]
pub(in crate::embedded) struct Brief {
    pub(in crate::embedded) trace_id: TraceId,
    pub(in crate::embedded) start_unix_nanos: u64,
    pub(in crate::embedded) duration_nanos: u64,
    pub(in crate::embedded) span_count: u32,
}

/// The traces of a block, in the order of the body.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::embedded) struct Head {
    pub(in crate::embedded) rows: Vec<Row>,
}

impl Head {
    pub(in crate::embedded) fn write(&self) -> Vec<u8> {
        let mut names = Names::default();
        let mut rows = Vec::with_capacity(self.rows.len() * 48);
        let base = self.rows.first();
        let base = base.map_or(0, |row| row.summary.start_unix_nanos);
        for row in &self.rows {
            let summary = &row.summary;
            rows.extend_from_slice(&summary.trace_id.to_bytes());
            for number in [
                names.place(&summary.root_service) << 1 | u64::from(summary.has_root),
                names.place(&summary.root_operation),
                zigzag(summary.start_unix_nanos.wrapping_sub(base)),
                summary.duration_nanos,
                summary.span_count.into(),
                summary.error_count.into(),
                summary.orphan_count.into(),
                summary.log_count.into(),
                row.left_out.spans,
                row.left_out.lines,
                row.bytes,
                summary.services.len() as u64,
            ] {
                write_varint(&mut rows, number);
            }
            for service in &summary.services {
                let place = names.place(&service.name) << 1 | u64::from(service.error_count > 0);
                write_varint(&mut rows, place);
                write_varint(&mut rows, service.span_count.into());
                if service.error_count > 0 {
                    write_varint(&mut rows, service.error_count.into());
                }
            }
        }
        let mut out = Vec::with_capacity(rows.len() + 512);
        out.push(VERSION);
        write_varint(&mut out, self.rows.len() as u64);
        write_varint(&mut out, base);
        write_varint(&mut out, names.list.len() as u64);
        for name in &names.list {
            write_piece(&mut out, name.as_bytes());
        }
        out.extend_from_slice(&rows);
        out
    }

    /// `None` if the bytes are no head.
    pub(in crate::embedded) fn read(bytes: &[u8]) -> Option<Self> {
        Head::read_some(bytes, |_| true)
    }

    /// Reads the rows that are wanted only.
    pub(in crate::embedded) fn read_some(
        mut bytes: &[u8],
        mut wanted: impl FnMut(&Brief) -> bool,
    ) -> Option<Self> {
        let bytes = &mut bytes;
        if array(bytes)? != [VERSION] {
            return None;
        }
        let (count, base) = (index(bytes)?, number(bytes)?);
        let mut names = Vec::new();
        for _ in 0..number(bytes)? {
            let name = std::str::from_utf8(read_piece(bytes)?).ok()?;
            names.push(Arc::<str>::from(name));
        }
        let name = |place: u64| names.get(usize::try_from(place).ok()?).cloned();
        let mut rows = Vec::new();
        for _ in 0..count {
            let trace_id = TraceId::from_u128(u128::from_be_bytes(array(bytes)?))?;
            let (root, operation) = (number(bytes)?, number(bytes)?);
            let brief = Brief {
                trace_id,
                start_unix_nanos: base.wrapping_add(unzigzag(number(bytes)?)),
                duration_nanos: number(bytes)?,
                span_count: number_u32(bytes)?,
            };
            let counts = [number_u32(bytes)?, number_u32(bytes)?, number_u32(bytes)?];
            let left_out = LeftOut {
                spans: number(bytes)?,
                lines: number(bytes)?,
            };
            let of_messages = number(bytes)?;
            let is_wanted = wanted(&brief);
            let mut services = Vec::new();
            for _ in 0..number(bytes)? {
                let (place, span_count) = (number(bytes)?, number_u32(bytes)?);
                let error_count = match place & 1 {
                    0 => 0,
                    _ => number_u32(bytes)?,
                };
                if is_wanted {
                    services.push(ServiceCount {
                        name: name(place >> 1)?,
                        span_count,
                        error_count,
                    });
                }
            }
            if !is_wanted {
                continue;
            }
            let [error_count, orphan_count, log_count] = counts;
            let summary = Summary {
                trace_id,
                root_service: name(root >> 1)?,
                has_root: root & 1 == 1,
                root_operation: name(operation)?,
                start_unix_nanos: brief.start_unix_nanos,
                duration_nanos: brief.duration_nanos,
                span_count: brief.span_count,
                error_count,
                orphan_count,
                log_count,
                services,
            };
            rows.push(Row {
                summary,
                left_out,
                bytes: of_messages,
            });
        }
        Some(Head { rows })
    }
}

/// Names, each once.
#[derive(Debug, Default)]
struct Names {
    list: Vec<Arc<str>>,
    places: HashMap<Arc<str>, u64>,
}

impl Names {
    fn place(&mut self, name: &Arc<str>) -> u64 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = self.list.len() as u64;
        self.list.push(name.clone());
        self.places.insert(name.clone(), place);
        place
    }
}
