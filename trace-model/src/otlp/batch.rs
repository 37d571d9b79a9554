//! One request, checked, with an index of what is in it.

use std::ops::Range;

use bytes::Bytes;
use trace_runtime::TraceId;

use super::wire::{Field, Fields, Malformed};

/// What a request carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Spans: `ExportTraceServiceRequest`.
    Traces,
    /// Log lines: `ExportLogsServiceRequest`.
    Logs,
}

/// What is refused, span by span: it would cost more than one span may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The longest span, in bytes.
    pub span_bytes: usize,
    /// The most attributes of a span, its events and links together.
    pub attributes: usize,
    /// How deep values may lie in values.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            span_bytes: 1 << 20,
            attributes: 10_000,
            depth: 64,
        }
    }
}

/// How many spans or lines of a request were refused, and why the first of them was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refused {
    /// How many.
    pub count: u64,
    /// Why the first was refused; empty if none was.
    pub first: String,
}

/// One request that came in: its bytes, and where in them the spans or log lines lie.
///
/// Each entry has a valid trace id, and can be decoded.
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
        let at = self.groups.len() as u32;
        self.groups.push(group);
        for field in Fields::of(message) {
            if let (2, field) = field? {
                let message = field.bytes()?;
                match self.entry(message, at) {
                    Ok(entry) => self.entries.extend(entry),
                    Err(why) => self.refuse(why),
                }
            }
        }
        Ok(())
    }

    fn refuse(&mut self, why: String) {
        if self.refused.count == 0 {
            self.refused.first = why;
        }
        self.refused.count += 1;
    }

    fn entry(&self, message: &'a [u8], group: u32) -> Result<Option<Entry>, String> {
        if message.len() > self.limits.span_bytes {
            let (length, limit) = (message.len(), self.limits.span_bytes);
            return Err(format!(
                "a span of {length} bytes, where {limit} are allowed"
            ));
        }
        let mut entry = Entry {
            trace_id: TraceId::from_u128(1).expect("1 is not 0"),
            start_unix_nanos: 0,
            end_unix_nanos: 0,
            is_root: self.signal == Signal::Traces,
            group,
            range: self.place(message),
        };
        let (mut trace_id, mut span_id): (&[u8], &[u8]) = (&[], &[]);
        for field in Fields::of(message) {
            let (number, field) = field.map_err(|error| error.to_string())?;
            match (self.signal, number, field) {
                (Signal::Traces, 1, Field::Bytes(id)) | (Signal::Logs, 9, Field::Bytes(id)) => {
                    trace_id = id;
                }
                (Signal::Traces, 2, Field::Bytes(id)) => span_id = id,
                (Signal::Traces, 4, Field::Bytes(id)) => entry.is_root = is_zero(id),
                (Signal::Traces, 7, Field::Fixed64(time)) => entry.start_unix_nanos = time,
                (Signal::Traces, 8, Field::Fixed64(time)) => entry.end_unix_nanos = time,
                (Signal::Logs, 1, Field::Fixed64(time)) => entry.start_unix_nanos = time,
                (Signal::Logs, 11, Field::Fixed64(time)) if entry.start_unix_nanos == 0 => {
                    entry.end_unix_nanos = time;
                }
                _ => {}
            }
        }
        if self.signal == Signal::Logs {
            if trace_id.is_empty() || is_zero(trace_id) {
                return Ok(None);
            }
            if entry.start_unix_nanos == 0 {
                entry.start_unix_nanos = entry.end_unix_nanos;
            }
            entry.end_unix_nanos = entry.start_unix_nanos;
        } else if span_id.len() != 8 || is_zero(span_id) {
            return Err(format!("a span id of {} bytes, or of zeros", span_id.len()));
        }
        entry.trace_id = <[u8; 16]>::try_from(trace_id)
            .ok()
            .and_then(|id| TraceId::from_u128(u128::from_be_bytes(id)))
            .ok_or_else(|| format!("a trace id of {} bytes, or of zeros", trace_id.len()))?;
        Ok(Some(entry))
    }
}

fn is_zero(id: &[u8]) -> bool {
    id.iter().all(|byte| *byte == 0)
}
