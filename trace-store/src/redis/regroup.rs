//! From one request to the part of each trace in it.

use std::collections::HashMap;

use trace_model::TraceId;
use trace_model::otlp::{Batch, Entry};

use crate::rollup::write_varint;

/// The longest request that is made of a part, unless one span alone is longer: so much is
/// read at a time at least.
const PART_BYTES: usize = 256 << 10;

/// What one request brings of one trace.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) trace_id: TraceId,
    /// Requests of OTLP again, of this trace alone.
    pub(super) requests: Vec<Vec<u8>>,
    /// How many spans, or lines.
    pub(super) count: u64,
}

/// The parts, in the order of the first span of each. No span is decoded.
pub(super) fn parts(batch: &Batch) -> Vec<Part> {
    let mut parts: Vec<(TraceId, Vec<&Entry>)> = Vec::new();
    let mut places = HashMap::new();
    for entry in batch.entries() {
        let at = *places.entry(entry.trace_id).or_insert_with(|| {
            parts.push((entry.trace_id, Vec::new()));
            parts.len() - 1
        });
        parts[at].1.push(entry);
    }
    let part = |(trace_id, entries): (TraceId, Vec<&Entry>)| Part {
        trace_id,
        requests: requests(batch, &entries),
        count: entries.len() as u64,
    };
    parts.into_iter().map(part).collect()
}

fn requests(batch: &Batch, entries: &[&Entry]) -> Vec<Vec<u8>> {
    let mut requests = vec![Vec::new()];
    for group in entries.chunk_by(|one, other| one.group == other.group) {
        let mut rest = group;
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = rest.iter().take_while(|entry| {
                bytes += entry.range.len();
                bytes <= PART_BYTES
            });
            let (now, later) = rest.split_at(fits.count().max(1));
            let written = resource_spans(batch, now);
            match requests.last_mut() {
                Some(last) if last.is_empty() || last.len() + written.len() <= PART_BYTES => {
                    last.extend(written);
                }
                _ => requests.push(written),
            }
            rest = later;
        }
    }
    requests
}

/// Field 1 of a request: `ResourceSpans`, or `ResourceLogs`, which have the same numbers.
fn resource_spans(batch: &Batch, entries: &[&Entry]) -> Vec<u8> {
    let Some(group) = entries
        .first()
        .and_then(|entry| batch.groups().get(entry.group as usize))
    else {
        return Vec::new();
    };
    let mut scope_spans = Vec::new();
    field(&mut scope_spans, 1, batch.slice(&group.scope));
    for entry in entries {
        field(&mut scope_spans, 2, batch.slice(&entry.range));
    }
    field(&mut scope_spans, 3, batch.slice(&group.scope_schema));
    let mut resource_spans = Vec::new();
    field(&mut resource_spans, 1, batch.slice(&group.resource));
    field(&mut resource_spans, 2, &scope_spans);
    field(&mut resource_spans, 3, batch.slice(&group.resource_schema));
    let mut out = Vec::with_capacity(resource_spans.len() + 8);
    field(&mut out, 1, &resource_spans);
    out
}

/// A field with bytes; nothing where there are none, which means the same.
fn field(out: &mut Vec<u8>, number: u64, bytes: &[u8]) {
    const WITH_LENGTH: u64 = 2;
    if !bytes.is_empty() {
        write_varint(out, number << 3 | WITH_LENGTH);
        write_varint(out, bytes.len() as u64);
        out.extend_from_slice(bytes);
    }
}
