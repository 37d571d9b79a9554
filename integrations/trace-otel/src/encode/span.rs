//! Spans, their events and links.

use trace_runtime::Kind;
use trace_runtime::exporter::{Pairs, SpanEvent, SpanLink, SpanRecord, SpanStatus, ValueRef};

use super::value::{AnyValue, KeyValue};
use super::wire::{Message, Sink};

/// It is known whether the parent, or the link, is in another process.
const HAS_IS_REMOTE: u32 = 0x100;
/// It is.
const IS_REMOTE: u32 = 0x200;

/// `opentelemetry.proto.trace.v1.Span`
pub(super) struct SpanMessage<'a>(pub(super) SpanRecord<'a>);

impl Message for SpanMessage<'_> {
    #[inline]
    fn write(&self, to: &mut Vec<u8>) {
        let span = &self.0;
        to.bytes(1, &span.trace_id().to_bytes());
        to.bytes(2, &span.span_id().to_bytes());
        to.text(3, span.trace_state());
        if let Some(parent) = span.parent_span_id() {
            to.bytes(4, &parent.to_bytes());
        }
        to.text(5, span.name());
        to.number(6, kind(span.kind()));
        to.fixed64(7, span.start_unix_nanos());
        to.fixed64(8, span.end_unix_nanos());
        for (key, value) in span.attributes() {
            attribute(to, 9, key, value);
        }
        to.count(10, span.dropped_attributes());
        for event in span.events() {
            to.message(11, &EventMessage(event));
        }
        to.count(12, span.dropped_events());
        for link in span.links() {
            to.message(13, &LinkMessage(link));
        }
        to.count(14, span.dropped_links());
        to.message(15, &StatusMessage(span.status()));
        to.fixed32(16, flags(span.flags().to_u8(), span.parent_is_remote()));
    }
}

fn kind(kind: Kind) -> u64 {
    match kind {
        Kind::Internal => 1,
        Kind::Server => 2,
        Kind::Client => 3,
        Kind::Producer => 4,
        Kind::Consumer => 5,
    }
}

fn flags(w3c: u8, is_remote: bool) -> u32 {
    u32::from(w3c) | HAS_IS_REMOTE | if is_remote { IS_REMOTE } else { 0 }
}

/// An attribute without a key is no attribute to OpenTelemetry.
#[inline]
fn attribute(to: &mut Vec<u8>, field: u8, key: &str, value: ValueRef<'_>) {
    if !key.is_empty() {
        let value = AnyValue(value);
        to.message(field, &KeyValue { key, value });
    }
}

/// Attributes as they were given; of those with the same key the last counts.
fn attributes(to: &mut Vec<u8>, field: u8, given: Pairs<'_>) {
    let mut rest = given;
    while let Some((key, value)) = rest.next() {
        if !rest.clone().any(|(later, _)| later == key) {
            attribute(to, field, key, value);
        }
    }
}

/// `opentelemetry.proto.trace.v1.Span.Event`
struct EventMessage<'a>(SpanEvent<'a>);

impl Message for EventMessage<'_> {
    fn write(&self, to: &mut Vec<u8>) {
        let event = &self.0;
        to.fixed64(1, event.unix_nanos());
        to.text(2, event.name());
        attributes(to, 3, event.attributes());
        to.count(4, event.dropped_attributes());
    }
}

/// `opentelemetry.proto.trace.v1.Span.Link`
struct LinkMessage<'a>(SpanLink<'a>);

impl Message for LinkMessage<'_> {
    fn write(&self, to: &mut Vec<u8>) {
        let link = &self.0;
        to.bytes(1, &link.trace_id().to_bytes());
        to.bytes(2, &link.span_id().to_bytes());
        to.text(3, link.trace_state());
        attributes(to, 4, link.attributes());
        to.count(5, link.dropped_attributes());
        to.fixed32(6, link.flags().to_u8().into());
    }
}

/// `opentelemetry.proto.trace.v1.Status`
struct StatusMessage<'a>(SpanStatus<'a>);

impl Message for StatusMessage<'_> {
    #[inline]
    fn write(&self, to: &mut Vec<u8>) {
        // A description stands only beside an error.
        to.text(2, self.0.message());
        to.count(
            3,
            match self.0 {
                SpanStatus::Unset => 0,
                SpanStatus::Ok => 1,
                _ => 2,
            },
        );
    }
}
