//! Looks through a request once: what is where, and what is refused.

use std::ops::Range;

use trace_runtime::TraceId;

use super::check::{Allowance, Fault, span_name, status};
use super::entry::{Entry, Group, Signal};
use super::limits::{Limits, Refused};
use super::wire::{Fields, Malformed};

/// A request that is being looked through, and what was found.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    signal: Signal,
    all: &'a [u8],
    limits: &'a Limits,
    pub(super) groups: Vec<Group>,
    pub(super) entries: Vec<Entry>,
    pub(super) refused: Refused,
}

impl<'a> Scan<'a> {
    /// The bytes are fewer than 4 GiB.
    pub(super) fn of(signal: Signal, all: &'a [u8], limits: &'a Limits) -> Self {
        Scan {
            signal,
            all,
            limits,
            groups: Vec::new(),
            entries: Vec::new(),
            refused: Refused::default(),
        }
    }

    /// Where a part of the request lies in it.
    fn place(&self, part: &'a [u8]) -> Range<u32> {
        let start = part.as_ptr() as usize - self.all.as_ptr() as usize;
        start as u32..(start + part.len()) as u32
    }

    pub(super) fn request(&mut self) -> Result<(), Malformed> {
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
