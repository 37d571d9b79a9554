//! Finished spans that may be kept: for tests and stores.

use std::borrow::Cow;

use super::{SpanEvent, SpanLink, SpanRecord, SpanStatus};
use crate::callsite::{Callsite, SpanKind};
use crate::context::{SpanId, TraceFlags, TraceId};
use crate::value::{Key, Value};

/// A copy of a [`SpanRecord`] that owns what it holds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FinishedSpan {
    /// The place in the code that made it.
    pub callsite: &'static Callsite,
    /// The name of the span.
    pub name: Key,
    /// The role of the span in a call between services or through a queue.
    pub kind: SpanKind,
    /// The trace it belongs to.
    pub trace_id: TraceId,
    /// The id of the span.
    pub span_id: SpanId,
    /// The parent of the span; `None` for a root span.
    pub parent_span_id: Option<SpanId>,
    /// Whether the parent is in another process.
    pub parent_is_remote: bool,
    /// The W3C trace flags of the trace.
    pub flags: TraceFlags,
    /// The list of the W3C `tracestate` header.
    pub trace_state: String,
    /// When it began; nanoseconds since 1970.
    pub start_unix_nanos: u64,
    /// When it ended; nanoseconds since 1970.
    pub end_unix_nanos: u64,
    /// The attributes of the span, each key once.
    pub attributes: Vec<(Key, Value)>,
    /// What happened within the span.
    pub events: Vec<FinishedEvent>,
    /// The spans that it is causally related to, but for its parent.
    pub links: Vec<FinishedLink>,
    /// Attributes that were left out, for a limit.
    pub dropped_attributes: u32,
    /// Events that were left out, for a limit.
    pub dropped_events: u32,
    /// Links that were left out, for a limit.
    pub dropped_links: u32,
    status: OwnedStatus,
    cancelled: bool,
}

impl SpanRecord<'_> {
    /// A copy that may be kept.
    pub fn to_finished(&self) -> FinishedSpan {
        FinishedSpan::from(self)
    }
}

/// [`SpanStatus`], owned.
#[derive(Debug, Clone)]
enum OwnedStatus {
    Unset,
    Ok,
    Error(Box<str>),
    Panicked(Box<str>),
}

impl FinishedSpan {
    /// Whether the span was dropped before its end; see [`SpanRecord::is_cancelled`].
    pub fn is_cancelled(&self) -> bool {
        self.cancelled
    }

    /// How the operation went.
    pub fn status(&self) -> SpanStatus<'_> {
        match &self.status {
            OwnedStatus::Unset => SpanStatus::Unset,
            OwnedStatus::Ok => SpanStatus::Ok,
            OwnedStatus::Error(message) => SpanStatus::Error { message },
            OwnedStatus::Panicked(message) => SpanStatus::Panicked { message },
        }
    }

    /// The value of an attribute.
    pub fn attribute(&self, key: &str) -> Option<&Value> {
        find(&self.attributes, key)
    }

    /// The first event of a name.
    pub fn event(&self, name: &str) -> Option<&FinishedEvent> {
        self.events.iter().find(|event| event.name == name)
    }
}

/// A copy of a [`SpanEvent`] that owns what it holds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FinishedEvent {
    /// The name of the event.
    pub name: Key,
    /// When it happened; nanoseconds since 1970.
    pub unix_nanos: u64,
    /// The attributes, as they were given.
    pub attributes: Vec<(Key, Value)>,
    /// Attributes that were left out, for a limit.
    pub dropped_attributes: u32,
}

impl FinishedEvent {
    /// The value of an attribute.
    pub fn attribute(&self, key: &str) -> Option<&Value> {
        find(&self.attributes, key)
    }
}

/// A copy of a [`SpanLink`] that owns what it holds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FinishedLink {
    /// The trace of the other span.
    pub trace_id: TraceId,
    /// The id of the other span.
    pub span_id: SpanId,
    /// The W3C trace flags of the other trace.
    pub flags: TraceFlags,
    /// The `tracestate` list of the other trace.
    pub trace_state: String,
    /// The attributes, as they were given.
    pub attributes: Vec<(Key, Value)>,
    /// Attributes that were left out, for a limit.
    pub dropped_attributes: u32,
}

fn find<'a>(attributes: &'a [(Key, Value)], key: &str) -> Option<&'a Value> {
    attributes
        .iter()
        .find_map(|(have, value)| (have == key).then_some(value))
}

fn owned<'a>(
    attributes: impl Iterator<Item = (&'a str, crate::value::ValueRef<'a>)>,
) -> Vec<(Key, Value)> {
    attributes
        .map(|(key, value)| (Cow::Owned(key.to_owned()), value.to_value()))
        .collect()
}

/// The keys of declared attributes are static, and need no copy.
fn attributes(record: &SpanRecord<'_>) -> Vec<(Key, Value)> {
    let declared = record.declared_attributes();
    let mut attributes = Vec::with_capacity(record.callsite().keys().len());
    attributes.extend(declared.map(|(key, value)| (Cow::Borrowed(key), value.to_value())));
    attributes.append(&mut owned(record.late_attributes()));
    attributes
}

impl From<&SpanRecord<'_>> for FinishedSpan {
    fn from(record: &SpanRecord<'_>) -> Self {
        FinishedSpan {
            callsite: record.callsite(),
            name: match record.own_name() {
                Some(_) => Cow::Owned(record.name().to_owned()),
                None => Cow::Borrowed(record.callsite().name()),
            },
            kind: record.kind(),
            trace_id: record.trace_id(),
            span_id: record.span_id(),
            parent_span_id: record.parent_span_id(),
            parent_is_remote: record.parent_is_remote(),
            flags: record.flags(),
            trace_state: record.trace_state().to_owned(),
            start_unix_nanos: record.start_unix_nanos(),
            end_unix_nanos: record.end_unix_nanos(),
            attributes: attributes(record),
            events: record.events().map(FinishedEvent::from).collect(),
            links: record.links().map(FinishedLink::from).collect(),
            dropped_attributes: record.dropped_attributes(),
            dropped_events: record.dropped_events(),
            dropped_links: record.dropped_links(),
            cancelled: record.is_cancelled(),
            status: match record.status() {
                SpanStatus::Unset => OwnedStatus::Unset,
                SpanStatus::Ok => OwnedStatus::Ok,
                SpanStatus::Error { message } => OwnedStatus::Error(message.into()),
                SpanStatus::Panicked { message } => OwnedStatus::Panicked(message.into()),
            },
        }
    }
}

impl From<SpanEvent<'_>> for FinishedEvent {
    fn from(event: SpanEvent<'_>) -> Self {
        FinishedEvent {
            name: Cow::Owned(event.name().to_owned()),
            unix_nanos: event.unix_nanos(),
            attributes: owned(event.attributes()),
            dropped_attributes: event.dropped_attributes(),
        }
    }
}

impl From<SpanLink<'_>> for FinishedLink {
    fn from(link: SpanLink<'_>) -> Self {
        FinishedLink {
            trace_id: link.trace_id(),
            span_id: link.span_id(),
            flags: link.flags(),
            trace_state: link.trace_state().to_owned(),
            attributes: owned(link.attributes()),
            dropped_attributes: link.dropped_attributes(),
        }
    }
}
