//! The spans and lines of a block, as they are written.
//!
//! Ids and times stand in columns of their own, as they are: nothing compresses them. What
//! remains of the messages is compressed, all of the block together.

use std::collections::HashMap;
use std::io;

use trace_model::otlp::{Malformed, Signal, SpanParts};

use super::bytes::{write_piece, zigzag};
use crate::rollup::write_varint;

/// The version of this encoding.
pub(super) const VERSION: u8 = 1;

/// A block ends when its messages have so many bytes: more compresses no better, and is
/// slower to read.
pub(super) const RAW_BYTES: usize = 256 << 10;

/// One message of a trace, and what it shares with others: resource, its schema, scope, its
/// schema.
#[derive(Debug, Clone, Copy)]
pub(in crate::embedded) struct Part<'a> {
    pub(in crate::embedded) signal: Signal,
    pub(in crate::embedded) origin: [&'a [u8]; 4],
    pub(in crate::embedded) message: &'a [u8],
}

/// Writes the traces of a block, one after the other.
#[derive(Debug, Default)]
pub(super) struct Columns {
    ids: Vec<u8>,
    times: Vec<u8>,
    rest: Vec<u8>,
    origins: Vec<u8>,
    places: HashMap<Vec<u8>, u64>,
    scratch: Vec<u8>,
}

impl Columns {
    pub(super) fn raw_bytes(&self) -> usize {
        self.rest.len()
    }

    /// Appends the messages of one trace.
    pub(super) fn add(&mut self, start: u64, parts: &[Part<'_>]) -> Result<(), Malformed> {
        let of = |signal| parts.iter().filter(move |part| part.signal == signal);
        let spans: Vec<_> = of(Signal::Traces).collect();
        let mut taken = Vec::with_capacity(spans.len());
        let mut ends = Vec::with_capacity(spans.len());
        self.scratch.clear();
        for part in &spans {
            taken.push(SpanParts::take_apart(part.message, &mut self.scratch)?);
            ends.push(self.scratch.len());
        }
        let mut places = HashMap::with_capacity(taken.len());
        for (place, parts) in taken.iter().enumerate() {
            self.ids.extend_from_slice(&parts.span_id.to_bytes());
            places.entry(parts.span_id).or_insert(place as u64);
        }
        write_varint(&mut self.rest, spans.len() as u64);
        let mut begin = 0;
        for ((part, parts), end) in spans.iter().zip(&taken).zip(ends) {
            let origin = self.origin(part);
            write_varint(&mut self.rest, origin);
            let parent = match parts.parent {
                None => 0,
                Some(parent) => match places.get(&parent) {
                    Some(place) => place + 2,
                    None => {
                        self.ids.extend_from_slice(&parent.to_bytes());
                        1
                    }
                },
            };
            write_varint(&mut self.rest, parent);
            write_piece(&mut self.rest, &self.scratch[begin..end]);
            begin = end;
            let from_start = parts.start_unix_nanos.wrapping_sub(start);
            let duration = parts.end_unix_nanos.wrapping_sub(parts.start_unix_nanos);
            write_varint(&mut self.times, zigzag(from_start));
            write_varint(&mut self.times, zigzag(duration));
        }
        let lines: Vec<_> = of(Signal::Logs).collect();
        write_varint(&mut self.rest, lines.len() as u64);
        for part in lines {
            let origin = self.origin(part);
            write_varint(&mut self.rest, origin);
            write_piece(&mut self.rest, part.message);
        }
        Ok(())
    }

    /// The place of the part's resource and scope among those of the block.
    fn origin(&mut self, part: &Part<'_>) -> u64 {
        let mut key = Vec::with_capacity(part.origin.iter().map(|piece| piece.len() + 2).sum());
        part.origin
            .iter()
            .for_each(|piece| write_piece(&mut key, piece));
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        let place = self.places.len() as u64;
        self.origins.extend_from_slice(&key);
        self.places.insert(key, place);
        place
    }

    pub(super) fn write(&self, zstd: &mut zstd::bulk::Compressor<'static>) -> io::Result<Vec<u8>> {
        let mut raw = Vec::with_capacity(self.origins.len() + self.rest.len() + 8);
        write_varint(&mut raw, self.places.len() as u64);
        raw.extend_from_slice(&self.origins);
        raw.extend_from_slice(&self.rest);
        let compressed = zstd.compress(&raw)?;
        let bytes = self.ids.len() + self.times.len() + compressed.len();
        let mut out = Vec::with_capacity(bytes + 24);
        out.push(VERSION);
        write_piece(&mut out, &self.ids);
        write_piece(&mut out, &self.times);
        write_varint(&mut out, raw.len() as u64);
        out.extend_from_slice(&compressed);
        Ok(out)
    }
}
