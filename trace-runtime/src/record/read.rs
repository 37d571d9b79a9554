//! A finished span, read where it lies in the batch.

use std::fmt;
use std::time::Duration;

use super::header::{self, Ending};
use super::items::{Items, SpanEvent, SpanLink};
use super::words::{self, Written};
use super::{FinishedSpan, extra};
use crate::callsite::{Callsite, Callsites, Kind};
use crate::clock::{self, Anchor};
use crate::id::{SpanId, TraceFlags, TraceId};
use crate::value::ValueRef;

/// One finished span, as an [exporter](crate::exporter::SpanExporter) sees it.
///
/// It borrows from the batch, and reading it allocates nothing;
/// [`to_finished`](Self::to_finished) makes a copy that may be kept.
#[derive(Clone, Copy)]
pub struct SpanRecord<'a> {
    callsite: &'static Callsite,
    header: &'a [u64; header::WORDS],
    name: &'a str,
    extra: &'a [u64],
    declared: &'a [u64],
    trace_id: TraceId,
    span_id: SpanId,
    anchor: Anchor,
}

/// How a span ended.
///
/// OpenTelemetry knows the first three; to it the others are errors, whose
/// description [`message`](Self::message) gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpanStatus<'a> {
    /// The function returned, and nothing was said.
    Unset,
    /// The code said that it succeeded.
    Ok,
    /// The function returned an `Err`, or the code said that it failed.
    Error {
        /// For people; possibly empty.
        message: &'a str,
    },
    /// The future was dropped before its end.
    Cancelled,
    /// The function was left by a panic.
    Panicked {
        /// What the panic said, if the hook saw it; possibly empty.
        message: &'a str,
    },
}

impl<'a> SpanStatus<'a> {
    /// Whether it is an error to OpenTelemetry: failed, cancelled or panicked.
    pub fn is_error(self) -> bool {
        !matches!(self, SpanStatus::Unset | SpanStatus::Ok)
    }

    /// The description of an error; empty if there is none.
    pub fn message(self) -> &'a str {
        match self {
            SpanStatus::Unset | SpanStatus::Ok => "",
            SpanStatus::Cancelled => "cancelled",
            SpanStatus::Panicked { message: "" } => "panicked",
            SpanStatus::Error { message } | SpanStatus::Panicked { message } => message,
        }
    }
}

impl<'a> SpanRecord<'a> {
    /// Reads the record at the beginning of `words`. Those behind it come
    /// second, also when there is none that makes sense.
    pub(crate) fn read(
        words: &'a [u64],
        callsites: &Callsites,
        anchor: Anchor,
    ) -> Option<(Option<Self>, &'a [u64])> {
        let first = *words.first()?;
        let length = header::length(first).max(1);
        let (record, rest) = words.split_at_checked(length)?;
        Some((Self::of(record, callsites, anchor), rest))
    }

    fn of(words: &'a [u64], callsites: &Callsites, anchor: Anchor) -> Option<Self> {
        let (header, mut rest) = words.split_first_chunk::<{ header::WORDS }>()?;
        let [first, trace_high, trace_low, span, ..] = *header;
        let callsite = callsites.get(header::callsite(first))?;
        let mut name = callsite.name();
        if first & header::NAMED != 0 {
            (name, rest) = words::read_text(rest)?;
        }
        let mut extra: &[u64] = &[];
        if first & header::EXTRA != 0 {
            (extra, rest) = extra::split(rest)?;
        }
        Some(SpanRecord {
            callsite,
            header,
            name,
            extra,
            declared: rest,
            trace_id: TraceId::from_u128(u128::from(trace_high) << 64 | u128::from(trace_low))?,
            span_id: SpanId::from_u64(span)?,
            anchor,
        })
    }

    /// Its name.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Its role in a call between services or through a queue.
    pub fn kind(&self) -> Kind {
        self.callsite.kind()
    }

    /// The place in the code that made it. An exporter may keep what it
    /// prepared for a callsite, by [`Callsite::id`].
    pub fn callsite(&self) -> &'static Callsite {
        self.callsite
    }

    /// The path of the module that made it.
    pub fn target(&self) -> &'static str {
        self.callsite.target()
    }

    /// The source file that made it.
    pub fn file(&self) -> &'static str {
        self.callsite.file()
    }

    /// The line in that file.
    pub fn line(&self) -> u32 {
        self.callsite.line()
    }

    /// The trace it belongs to.
    pub fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// Its own id.
    pub fn span_id(&self) -> SpanId {
        self.span_id
    }

    /// Its parent; `None` for a root span.
    pub fn parent_span_id(&self) -> Option<SpanId> {
        SpanId::from_u64(self.header[4])
    }

    /// Whether the parent is in another process, so that this is an entry span.
    pub fn parent_is_remote(&self) -> bool {
        self.header[0] & header::REMOTE_PARENT != 0
    }

    /// The W3C trace flags. What is recorded is sampled.
    pub fn flags(&self) -> TraceFlags {
        let random = if self.header[0] & header::RANDOM != 0 {
            TraceFlags::RANDOM
        } else {
            TraceFlags::default()
        };
        random.with_sampled(true)
    }

    /// The list of the W3C `tracestate` header; empty if there was none.
    pub fn trace_state(&self) -> &'a str {
        self.extra().trace_state
    }

    /// When it began; nanoseconds since 1970.
    pub fn start_unix_nanos(&self) -> u64 {
        self.anchor.unix_nanos(self.header[5])
    }

    /// When it ended; nanoseconds since 1970, never before its start.
    pub fn end_unix_nanos(&self) -> u64 {
        self.start_unix_nanos().saturating_add(self.nanos())
    }

    /// How long it took.
    pub fn duration(&self) -> Duration {
        Duration::from_nanos(self.nanos())
    }

    fn nanos(&self) -> u64 {
        clock::nanos_between(self.header[5], self.header[6])
    }

    /// How it ended.
    pub fn status(&self) -> SpanStatus<'a> {
        match header::ending(self.header[0]) {
            Ending::Unset => SpanStatus::Unset,
            Ending::Ok => SpanStatus::Ok,
            Ending::Cancelled => SpanStatus::Cancelled,
            Ending::Error => SpanStatus::Error {
                message: self.extra().message,
            },
            Ending::Panicked => SpanStatus::Panicked {
                message: self.extra().message,
            },
        }
    }

    /// Its attributes, each key once: declared ones first, then those set at
    /// run time.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a str, ValueRef<'a>)> + Clone + use<'a> {
        let late = self.late_attributes();
        let none_late = late.0.is_empty();
        let overridden = late;
        self.declared_attributes()
            .filter_map(|(key, value)| Some((key, value?)))
            .filter(move |(key, _)| none_late || !{ overridden }.any(|(late, _)| late == *key))
            .chain(late)
    }

    /// The values of the declared attributes with the keys of the callsite, in
    /// their order; `None` where there is none.
    ///
    /// For exporters that prepared the keys. A value that was set again at run
    /// time is listed with [`late_attributes`](Self::late_attributes) too.
    pub fn declared_attributes(
        &self,
    ) -> impl Iterator<Item = (&'static str, Option<ValueRef<'a>>)> + Clone + use<'a> {
        let mut rest = self.declared;
        self.callsite.keys().iter().map_while(move |key| {
            let (value, behind) = words::read_value(rest)?;
            rest = behind;
            Some((
                *key,
                match value {
                    Written::Value(value) => Some(value),
                    Written::None | Written::Dropped => None,
                },
            ))
        })
    }

    /// The attributes that were set at run time, each key once.
    pub fn late_attributes(&self) -> Pairs<'a> {
        Pairs(self.extra().attributes)
    }

    /// What happened within it, in the order in which it was recorded.
    pub fn events(&self) -> impl Iterator<Item = SpanEvent<'a>> + Clone + use<'a> {
        let anchor = self.anchor;
        Items(self.extra().events).filter_map(move |item| SpanEvent::read(item, anchor))
    }

    /// The spans that it is causally related to, but for its parent.
    pub fn links(&self) -> impl Iterator<Item = SpanLink<'a>> + Clone + use<'a> {
        Items(self.extra().links).filter_map(SpanLink::read)
    }

    /// Attributes that were left out, for a limit.
    pub fn dropped_attributes(&self) -> u32 {
        self.extra().dropped.attributes
    }

    /// Events that were left out, for a limit.
    pub fn dropped_events(&self) -> u32 {
        self.extra().dropped.events
    }

    /// Links that were left out, for a limit.
    pub fn dropped_links(&self) -> u32 {
        self.extra().dropped.links
    }

    /// A copy that may be kept.
    pub fn to_finished(&self) -> FinishedSpan {
        FinishedSpan::from(self)
    }

    fn extra(&self) -> extra::Extra<'a> {
        extra::read(self.extra).unwrap_or_default()
    }
}

impl fmt::Debug for SpanRecord<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpanRecord")
            .field("name", &self.name)
            .field("trace_id", &self.trace_id)
            .field("span_id", &self.span_id)
            .field("parent_span_id", &self.parent_span_id())
            .field("status", &self.status())
            .field("duration", &self.duration())
            .finish_non_exhaustive()
    }
}

/// Attributes with their keys, in order.
#[derive(Clone, Copy)]
pub struct Pairs<'a>(pub(super) &'a [u64]);

impl<'a> Iterator for Pairs<'a> {
    type Item = (&'a str, ValueRef<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (key, rest) = words::read_text(self.0)?;
            let (value, rest) = words::read_value(rest)?;
            self.0 = rest;
            if let Written::Value(value) = value {
                return Some((key, value));
            }
        }
    }
}

impl fmt::Debug for Pairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(*self).finish()
    }
}
