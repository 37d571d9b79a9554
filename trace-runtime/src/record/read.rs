//! A finished span, read where it lies in the batch.

use std::time::Duration;
use std::{fmt, slice};

use super::extra;
use super::items::{Items, SpanEvent, SpanLink};
use crate::buffer::header::{self, Ending};
use crate::callsite::{Callsite, Callsites, SpanKind};
use crate::clock::Anchor;
use crate::context::{SpanId, TraceFlags, TraceId};
use crate::value::words::{self, Written};
use crate::value::{Pairs, ValueRef, ValueVisitor, text};

/// One finished span, as an [exporter](crate::exporter::SpanExporter) sees it.
///
/// It borrows from the batch, and reading it allocates nothing;
/// [`to_finished`](Self::to_finished) makes a copy that may be kept.
#[derive(Clone, Copy)]
pub struct SpanRecord<'a> {
    callsite: &'static Callsite,
    header: &'a [u64; header::WORDS],
    /// In UTF-8.
    own_name: Option<&'a [u8]>,
    /// In UTF-8.
    trace_state: &'a [u8],
    extra: &'a [u64],
    declared: &'a [u64],
    trace_id: TraceId,
    span_id: SpanId,
    anchor: Anchor,
}

/// How an operation went.
///
/// OpenTelemetry knows the first three; to it a panic is an error, whose
/// description [`message`](Self::message) gives. That a span was dropped before its
/// end is none: see [`SpanRecord::is_cancelled`].
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
    /// The function was left by a panic.
    Panicked {
        /// What the panic said, if the hook saw it; possibly empty.
        message: &'a str,
    },
}

impl<'a> SpanStatus<'a> {
    /// Whether it is an error to OpenTelemetry: failed or panicked.
    pub fn is_error(self) -> bool {
        !matches!(self, SpanStatus::Unset | SpanStatus::Ok)
    }

    /// The description of an error; empty if there is none.
    pub fn message(self) -> &'a str {
        match self {
            SpanStatus::Unset | SpanStatus::Ok => "",
            SpanStatus::Panicked { message: "" } => "panicked",
            SpanStatus::Error { message } | SpanStatus::Panicked { message } => message,
        }
    }
}

impl<'a> SpanRecord<'a> {
    /// Reads the record at the beginning of `words`. Those behind it come
    /// second, also when there is none that makes sense.
    #[inline]
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

    #[inline]
    fn of(words: &'a [u64], callsites: &Callsites, anchor: Anchor) -> Option<Self> {
        let (header, mut rest) = words.split_first_chunk::<{ header::WORDS }>()?;
        let [first, trace_high, trace_low, span, ..] = *header;
        let callsite = callsites.get(header::callsite(first))?;
        let mut trace_state: &[u8] = &[];
        if first & header::TRACE_STATE != 0 {
            (trace_state, rest) = text::read_bytes(rest)?;
        }
        let mut own_name = None;
        if first & header::NAMED != 0 {
            let (name, behind) = text::read_bytes(rest)?;
            own_name = Some(name);
            rest = behind;
        }
        let mut extra: &[u64] = &[];
        if first & header::EXTRA != 0 {
            (extra, rest) = extra::split(rest)?;
        }
        Some(SpanRecord {
            callsite,
            header,
            own_name,
            trace_state,
            extra,
            declared: rest,
            trace_id: TraceId::from_u128(u128::from(trace_high) << 64 | u128::from(trace_low))?,
            span_id: SpanId::from_u64(span)?,
            anchor,
        })
    }

    /// The name of the span.
    #[inline]
    pub fn name(&self) -> &'a str {
        match self.own_name {
            Some(name) => std::str::from_utf8(name).unwrap_or_default(),
            None => self.callsite.name(),
        }
    }

    /// The name of the span in UTF-8, if it brought one instead of its
    /// [callsite's](Callsite::name): for exporters that prepared the latter.
    #[inline]
    pub fn own_name(&self) -> Option<&'a [u8]> {
        self.own_name
    }

    /// The role of the span in a call between services or through a queue.
    #[inline]
    pub fn kind(&self) -> SpanKind {
        self.callsite.kind()
    }

    /// The place in the code that made it. An exporter may keep what it
    /// prepared for a callsite, by [`Callsite::id`].
    #[inline]
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
    #[inline]
    pub fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// The id of the span.
    #[inline]
    pub fn span_id(&self) -> SpanId {
        self.span_id
    }

    /// The parent of the span; `None` for a root span.
    #[inline]
    pub fn parent_span_id(&self) -> Option<SpanId> {
        SpanId::from_u64(self.header[4])
    }

    /// Whether the parent is in another process, so that this is an entry span.
    #[inline]
    pub fn parent_is_remote(&self) -> bool {
        self.header[0] & header::REMOTE_PARENT != 0
    }

    /// The W3C trace flags. What is recorded is sampled.
    #[inline]
    pub fn flags(&self) -> TraceFlags {
        let random = if self.header[0] & header::RANDOM != 0 {
            TraceFlags::RANDOM
        } else {
            TraceFlags::default()
        };
        random.with_sampled(true)
    }

    /// The list of the W3C `tracestate` header; empty if there was none.
    #[inline]
    pub fn trace_state(&self) -> &'a str {
        std::str::from_utf8(self.trace_state).unwrap_or_default()
    }

    /// When it began; nanoseconds since 1970.
    #[inline]
    pub fn start_unix_nanos(&self) -> u64 {
        self.anchor.unix_nanos(self.header[5])
    }

    /// When it ended; nanoseconds since 1970, never before its start.
    #[inline]
    pub fn end_unix_nanos(&self) -> u64 {
        self.start_unix_nanos().saturating_add(self.nanos())
    }

    /// How long the span took.
    pub fn duration(&self) -> Duration {
        Duration::from_nanos(self.nanos())
    }

    #[inline]
    fn nanos(&self) -> u64 {
        self.anchor.nanos_between(self.header[5], self.header[6])
    }

    /// Whether the span was dropped before its end: the loser of a `select!`, an aborted
    /// task, a stream that nobody read to its end. It has the status that it was given
    /// until then, and the attribute `cancelled`, which is true.
    #[inline]
    pub fn is_cancelled(&self) -> bool {
        self.header[0] & header::CANCELLED != 0
    }

    /// How the operation went.
    #[inline]
    pub fn status(&self) -> SpanStatus<'a> {
        match header::ending(self.header[0]) {
            Ending::Unset => SpanStatus::Unset,
            Ending::Ok => SpanStatus::Ok,
            Ending::Error => SpanStatus::Error {
                message: self.message(),
            },
            Ending::Panicked => SpanStatus::Panicked {
                message: self.message(),
            },
        }
    }

    fn message(&self) -> &'a str {
        std::str::from_utf8(self.extra().message()).unwrap_or_default()
    }

    /// The attributes of the span, each key once: declared ones first, then those set at
    /// run time.
    #[inline]
    pub fn attributes(&self) -> impl Iterator<Item = (&'a str, ValueRef<'a>)> + Clone + use<'a> {
        let declared = self.declared_attributes();
        declared
            .map(|(key, value)| -> (&'a str, _) { (key, value) })
            .chain(self.late_attributes())
    }

    /// The declared attributes, with the keys of the callsite and in their
    /// order, but for those that were set again at run time.
    #[inline]
    pub fn declared_attributes(
        &self,
    ) -> impl Iterator<Item = (&'static str, ValueRef<'a>)> + Clone + use<'a> {
        let extra = self.extra();
        DeclaredAttributes {
            keys: self.callsite.keys().iter(),
            words: self.declared,
            late: Pairs(if extra.replaces {
                extra.attributes
            } else {
                &[]
            }),
        }
    }

    /// The values of the declared attributes, one for each key of the callsite,
    /// in their order.
    ///
    /// For exporters that prepared the keys, and write texts as they are; others
    /// take [`attributes`](Self::attributes). A value that was set again at run
    /// time is also one of the [`late_attributes`](Self::late_attributes).
    #[inline]
    pub fn declared_values(&self) -> DeclaredValues<'a> {
        DeclaredValues(self.declared)
    }

    /// The attributes that were set at run time, each key once.
    #[inline]
    pub fn late_attributes(&self) -> Pairs<'a> {
        Pairs(self.extra().attributes)
    }

    /// Whether nothing was recorded at run time, as for many spans: no late attribute,
    /// event, link or description of an error; nor was anything left out for a limit.
    #[inline]
    pub fn is_plain(&self) -> bool {
        self.extra.is_empty()
    }

    /// Whether an attribute that was set at run time stands in the place of a declared
    /// one, so that [`declared_values`](Self::declared_values) has more than there is.
    #[inline]
    pub fn replaces_declared(&self) -> bool {
        self.extra().replaces
    }

    /// What happened within it, in the order in which it was recorded.
    pub fn events(&self) -> impl Iterator<Item = SpanEvent<'a>> + Clone + use<'a> {
        // The same moment as the end is not a nanosecond behind it, however that is rounded.
        let (anchor, end) = (self.anchor, self.end_unix_nanos());
        let time = move |ticks| anchor.unix_nanos(ticks).min(end);
        Items(self.extra().events).filter_map(move |item| SpanEvent::read(item, time))
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

    #[inline]
    fn extra(&self) -> extra::Extra<'a> {
        if self.extra.is_empty() {
            return extra::Extra::NONE;
        }
        extra::read(self.extra).unwrap_or(extra::Extra::NONE)
    }
}

impl fmt::Debug for SpanRecord<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpanRecord")
            .field("name", &self.name())
            .field("trace_id", &self.trace_id)
            .field("span_id", &self.span_id)
            .field("parent_span_id", &self.parent_span_id())
            .field("status", &self.status())
            .field("duration", &self.duration())
            .finish_non_exhaustive()
    }
}

/// Keys and values of declared attributes, without those set again.
#[derive(Clone)]
struct DeclaredAttributes<'a> {
    keys: slice::Iter<'static, &'static str>,
    words: &'a [u64],
    late: Pairs<'a>,
}

impl<'a> Iterator for DeclaredAttributes<'a> {
    type Item = (&'static str, ValueRef<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let key = *self.keys.next()?;
            let (value, behind) = words::read_value(self.words)?;
            self.words = behind;
            if let Written::Value(value) = value
                && !self.late.has(key.as_bytes())
            {
                return Some((key, value));
            }
        }
    }
}

/// The values of a span's declared attributes, in the order of the keys.
#[derive(Debug, Clone, Copy)]
pub struct DeclaredValues<'a>(&'a [u64]);

impl<'a> DeclaredValues<'a> {
    /// Gives the next value to `visitor` and returns what that made of it; as in
    /// an iterator, `None` behind the last. `Some(None)` is an attribute that this
    /// span does not have.
    // Always: what the visitor does with each type must end up in the one `match`.
    #[inline(always)]
    pub fn visit_next<V: ValueVisitor<'a>>(&mut self, visitor: V) -> Option<Option<V::Output>> {
        let (seen, rest) = words::visit_value(self.0, visitor)?;
        self.0 = rest;
        Some(match seen {
            Written::Value(seen) => Some(seen),
            Written::None | Written::Dropped => None,
        })
    }
}
