//! Events and links, read where they lie.

use super::extra;
use crate::context::{SpanId, TraceFlags, TraceId};
use crate::value::Pairs;
use crate::value::text::{read_bytes, read_text};

/// Something that happened at a moment within a span.
#[derive(Debug, Clone, Copy)]
pub struct SpanEvent<'a> {
    /// In UTF-8.
    name: &'a [u8],
    unix_nanos: u64,
    attributes: Pairs<'a>,
    dropped_attributes: u32,
}

impl<'a> SpanEvent<'a> {
    /// `time` makes nanoseconds since 1970 of ticks.
    pub(super) fn read(
        (words, dropped_attributes): (&'a [u64], u32),
        time: impl FnOnce(u64) -> u64,
    ) -> Option<Self> {
        let (ticks, rest) = words.split_first()?;
        let (name, attributes) = read_bytes(rest)?;
        Some(SpanEvent {
            name,
            unix_nanos: time(*ticks),
            attributes: Pairs(attributes),
            dropped_attributes,
        })
    }

    /// The name of the event.
    pub fn name(&self) -> &'a str {
        std::str::from_utf8(self.name).unwrap_or_default()
    }

    /// The name in UTF-8, for exporters that copy bytes.
    pub fn name_utf8(&self) -> &'a [u8] {
        self.name
    }

    /// When it happened; nanoseconds since 1970.
    pub fn unix_nanos(&self) -> u64 {
        self.unix_nanos
    }

    /// The attributes, as they were given.
    pub fn attributes(&self) -> Pairs<'a> {
        self.attributes
    }

    /// Attributes that were left out, for a limit.
    pub fn dropped_attributes(&self) -> u32 {
        self.dropped_attributes
    }
}

/// A causal relation to a span that is not the parent.
#[derive(Debug, Clone, Copy)]
pub struct SpanLink<'a> {
    trace_id: TraceId,
    span_id: SpanId,
    flags: TraceFlags,
    trace_state: &'a str,
    attributes: Pairs<'a>,
    dropped_attributes: u32,
}

impl<'a> SpanLink<'a> {
    pub(super) fn read((words, dropped_attributes): (&'a [u64], u32)) -> Option<Self> {
        let [high, low, span, flags, rest @ ..] = words else {
            return None;
        };
        let (trace_state, attributes) = read_text(rest)?;
        Some(SpanLink {
            trace_id: TraceId::from_u128(u128::from(*high) << 64 | u128::from(*low))?,
            span_id: SpanId::from_u64(*span)?,
            flags: TraceFlags::from_u8(*flags as u8),
            trace_state,
            attributes: Pairs(attributes),
            dropped_attributes,
        })
    }

    /// The trace of the other span.
    pub fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// The id of the other span.
    pub fn span_id(&self) -> SpanId {
        self.span_id
    }

    /// The W3C trace flags of the other trace.
    pub fn flags(&self) -> TraceFlags {
        self.flags
    }

    /// The `tracestate` list of the other trace; empty if there was none.
    pub fn trace_state(&self) -> &'a str {
        self.trace_state
    }

    /// The attributes, as they were given.
    pub fn attributes(&self) -> Pairs<'a> {
        self.attributes
    }

    /// Attributes that were left out, for a limit.
    pub fn dropped_attributes(&self) -> u32 {
        self.dropped_attributes
    }
}

/// The words of events or links, one after the other, each with its number of
/// dropped attributes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Items<'a>(pub(super) &'a [u64]);

impl<'a> Iterator for Items<'a> {
    type Item = (&'a [u64], u32);

    fn next(&mut self) -> Option<Self::Item> {
        let (item, dropped, rest) = extra::split_item(self.0)?;
        self.0 = rest;
        Some((item, dropped))
    }
}
