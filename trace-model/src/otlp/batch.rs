//! One request, checked, with an index of what is in it.

use std::ops::Range;

use bytes::Bytes;
use trace_runtime::TraceId;

use super::check::{Allowance, Fault, span_name, status};
use super::limits::{Limits, Refused};
use super::wire::{Fields, Malformed};

/// What a request carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Spans: `ExportTraceServiceRequest`.
    Traces,
    /// Log lines: `ExportLogsServiceRequest`.
    Logs,
}

/// One request that came in: its bytes, and where in them the spans or log lines lie.
///
/// Each entry has a valid trace id, costs no more than the limits allow, and can be decoded.
#[derive(Debug, Clone)]
pub struct Batch {
    signal: Signal,
    bytes: Bytes,
    groups: Vec<Group>,
    entries: Vec<Entry>,
}

/// What the spans of one resource and one scope share: places in the bytes of the batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// The message `Resource`.
    pub resource: Range<u32>,
    /// The schema of the resource.
    pub resource_schema: Range<u32>,
    /// The message `InstrumentationScope`.
    pub scope: Range<u32>,
    /// The schema of the scope.
    pub scope_schema: Range<u32>,
}

/// One span or log line of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The trace to which it belongs.
    pub trace_id: TraceId,
    /// Start of a span, or time of a line: nanoseconds since 1970.
    pub start_unix_nanos: u64,
    /// End of a span; of a line, its time.
    pub end_unix_nanos: u64,
    /// A span without a parent. Never true of a line.
    pub is_root: bool,
    /// Which [`Group`] it is in.
    pub group: u32,
    /// Where its message lies in the bytes of the batch.
    pub range: Range<u32>,
}

impl Batch {
    /// Looks through a request.
    ///
    /// A span without a valid id, and one beyond `limits`, is refused alone. A line that names
    /// no trace is left out without being counted as refused: it is nobody's mistake.
    ///
    /// # Errors
    ///
    /// The bytes are no such request, so that nothing of it can be taken.
    pub fn read(
        signal: Signal,
        bytes: Bytes,
        limits: &Limits,
    ) -> Result<(Batch, Refused), Malformed> {
        if u32::try_from(bytes.len()).is_err() {
            return Err(Malformed::new("4 GiB or more"));
        }
        let mut reading = Reading {
            signal,
            all: &bytes,
            limits,
            groups: Vec::new(),
            entries: Vec::new(),
            refused: Refused::default(),
        };
        reading.request()?;
        let Reading {
            groups,
            entries,
            refused,
            ..
        } = reading;
        let batch = Batch {
            signal,
            bytes,
            groups,
            entries,
        };
        Ok((batch, refused))
    }

    /// What the batch carries.
    pub fn signal(&self) -> Signal {
        self.signal
    }

    /// The request, as it was sent, refused spans included.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The spans or lines that were taken.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What the spans of the batch share.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The bytes at a place.
    pub fn slice(&self, range: &Range<u32>) -> &[u8] {
        &self.bytes[range.start as usize..range.end as usize]
    }
}

struct Reading<'a> {
    signal: Signal,
    all: &'a [u8],
    limits: &'a Limits,
    groups: Vec<Group>,
    entries: Vec<Entry>,
    refused: Refused,
}

impl<'a> Reading<'a> {
    /// Where a part of the request lies in it.
    fn place(&self, part: &'a [u8]) -> Range<u32> {
        let start = part.as_ptr() as usize - self.all.as_ptr() as usize;
        start as u32..(start + part.len()) as u32
    }

    fn request(&mut self) -> Result<(), Malformed> {
        for field in Fields::of(self.all) {
            if let (1, field) = field? {
                self.resource_group(field.bytes()?)?;
            }
        }
        Ok(())
    }

    fn resource_group(&mut self, message: &'a [u8]) -> Result<(), Malformed> {
        let mut group = Group::default();
        for field in Fields::of(message) {
            match field? {
                (1, field) => group.resource = self.place(field.bytes()?),
                (3, field) => group.resource_schema = self.place(field.bytes()?),
                _ => {}
            }
        }
        for field in Fields::of(message) {
            if let (2, field) = field? {
                self.scope_group(field.bytes()?, group.clone())?;
            }
        }
        Ok(())
    }

    fn scope_group(&mut self, message: &'a [u8], mut group: Group) -> Result<(), Malformed> {
        for field in Fields::of(message) {
            match field? {
                (1, field) => group.scope = self.place(field.bytes()?),
                (3, field) => group.scope_schema = self.place(field.bytes()?),
                _ => {}
            }
        }
        let origin = self.origin(&group);
        let at = self.groups.len() as u32;
        let taken_before = self.entries.len();
        for field in Fields::of(message) {
            if let (2, field) = field? {
                let message = field.bytes()?;
                match origin.and_then(|()| self.entry(message, at)) {
                    Ok(entry) => self.entries.extend(entry),
                    Err(fault) => self.refuse(message, fault),
                }
            }
        }
        if self.entries.len() > taken_before {
            self.groups.push(group);
        }
        Ok(())
    }

    /// Looks at the resource and the scope: what comes from them is refused with them.
    fn origin(&self, group: &Group) -> Result<(), Fault> {
        let parts = [
            &group.resource,
            &group.resource_schema,
            &group.scope,
            &group.scope_schema,
        ];
        let bytes = parts.iter().map(|part| part.len()).sum();
        let limit = self.limits.origin_bytes;
        if bytes > limit {
            return Err(Fault::OriginTooLong { bytes, limit });
        }
        let part = |place: &Range<u32>| &self.all[place.start as usize..place.end as usize];
        let mut allowance = Allowance::of(self.limits);
        allowance.resource(part(&group.resource))?;
        allowance.scope(part(&group.scope))
    }

    fn refuse(&mut self, message: &[u8], fault: Fault) {
        if self.refused.count == 0 {
            let name = (self.signal == Signal::Traces).then(|| span_name(message));
            self.refused.first = match name.flatten() {
                Some(name) => format!("span {name:?}: {fault}"),
                None => fault.to_string(),
            };
        }
        self.refused.count += 1;
    }

    fn entry(&self, message: &'a [u8], group: u32) -> Result<Option<Entry>, Fault> {
        let (bytes, limit) = (message.len(), self.limits.span_bytes);
        if bytes > limit {
            return Err(Fault::TooLong { bytes, limit });
        }
        let place = self.place(message);
        match self.signal {
            Signal::Traces => span(message, place, group, self.limits).map(Some),
            Signal::Logs => line(message, place, group, self.limits),
        }
    }
}

fn span(message: &[u8], range: Range<u32>, group: u32, limits: &Limits) -> Result<Entry, Fault> {
    let mut allowance = Allowance::of(limits);
    let (mut trace_id, mut span_id, mut parent): (&[u8], &[u8], &[u8]) = (&[], &[], &[]);
    let (mut start_unix_nanos, mut end_unix_nanos) = (0, 0);
    for field in Fields::of(message) {
        match field? {
            (9, field) => allowance.attribute(field.bytes()?, 0)?,
            (1, field) => trace_id = field.bytes()?,
            (2, field) => span_id = field.bytes()?,
            (4, field) => parent = field.bytes()?,
            (7, field) => start_unix_nanos = field.fixed64()?,
            (8, field) => end_unix_nanos = field.fixed64()?,
            (11, field) => allowance.event(field.bytes()?)?,
            (13, field) => allowance.link(field.bytes()?)?,
            (15, field) => status(field.bytes()?)?,
            (3 | 5, field) => drop(field.bytes()?),
            (6 | 10 | 12 | 14, field) => drop(field.varint()?),
            (16, field) => drop(field.fixed32()?),
            _ => {}
        }
    }
    if span_id.len() != 8 || is_zero(span_id) {
        let bytes = span_id.len();
        return Err(Fault::SpanId { bytes });
    }
    if !matches!(parent.len(), 0 | 8) {
        let bytes = parent.len();
        return Err(Fault::ParentId { bytes });
    }
    Ok(Entry {
        trace_id: trace_id_of(trace_id)?,
        start_unix_nanos,
        end_unix_nanos,
        is_root: is_zero(parent),
        group,
        range,
    })
}

/// `None` where the line names no trace.
fn line(
    message: &[u8],
    range: Range<u32>,
    group: u32,
    limits: &Limits,
) -> Result<Option<Entry>, Fault> {
    let mut allowance = Allowance::of(limits);
    let (mut trace_id, mut span_id): (&[u8], &[u8]) = (&[], &[]);
    let (mut time, mut observed) = (0, 0);
    for field in Fields::of(message) {
        match field? {
            (6, field) => allowance.attribute(field.bytes()?, 0)?,
            (5, field) => allowance.value(field.bytes()?, 0)?,
            (1, field) => time = field.fixed64()?,
            (9, field) => trace_id = field.bytes()?,
            (10, field) => span_id = field.bytes()?,
            (11, field) => observed = field.fixed64()?,
            (3 | 12, field) => drop(field.bytes()?),
            (2 | 7, field) => drop(field.varint()?),
            (8, field) => drop(field.fixed32()?),
            _ => {}
        }
    }
    if is_zero(trace_id) {
        return Ok(None);
    }
    if !matches!(span_id.len(), 0 | 8) {
        let bytes = span_id.len();
        return Err(Fault::SpanId { bytes });
    }
    let time = if time == 0 { observed } else { time };
    Ok(Some(Entry {
        trace_id: trace_id_of(trace_id)?,
        start_unix_nanos: time,
        end_unix_nanos: time,
        is_root: false,
        group,
        range,
    }))
}

fn trace_id_of(id: &[u8]) -> Result<TraceId, Fault> {
    let number = id.try_into().ok().map(u128::from_be_bytes);
    let id_of = number.and_then(TraceId::from_u128);
    id_of.ok_or(Fault::TraceId { bytes: id.len() })
}

fn is_zero(id: &[u8]) -> bool {
    id.iter().all(|byte| *byte == 0)
}
