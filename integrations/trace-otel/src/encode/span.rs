//! Spans, their events and links.

use trace_runtime::exporter::{Pairs, SpanEvent, SpanLink, SpanRecord, SpanStatus};

use super::callsite::{ATTRIBUTES, Attribute, Prepared};
use super::value::{KeyValue, attribute};
use super::wire::Writer;
use crate::code;

/// Flag: it is known whether the parent, or the link, is in another process.
const HAS_IS_REMOTE: u32 = 0x100;
/// Flag: the parent, or the link, is in another process.
const IS_REMOTE: u32 = 0x200;

/// `opentelemetry.proto.trace.v1.Span`
#[inline]
pub(super) fn span(to: &mut Writer, field: u8, span: &SpanRecord<'_>, callsite: &mut Prepared) {
    let open = to.open(field, callsite.width);
    ids(to, span);
    if !span.is_plain() {
        to.text(3, span.trace_state());
    }
    if let Some(parent) = span.parent_span_id() {
        let mut bytes = [4 << 3 | 2, 8, 0, 0, 0, 0, 0, 0, 0, 0];
        bytes[2..].copy_from_slice(&parent.to_bytes());
        to.block(bytes, bytes.len());
    }
    callsite.name_and_kind(to, span.own_name());
    times(to, span);
    if span.is_plain() {
        let mut values = span.declared_values();
        for key in &callsite.keys {
            if values.visit_next(Attribute { to, key }).is_none() {
                break;
            }
        }
        callsite.code(to, || false);
    } else {
        recorded_at_run_time(to, span, callsite);
    }
    let flags = u32::from(span.flags().to_u8()) | HAS_IS_REMOTE;
    let flags = flags
        | if span.parent_is_remote() {
            IS_REMOTE
        } else {
            0
        };
    match span.status() {
        SpanStatus::Unset => to.block([15 << 3 | 2, 0], 2),
        said => status(to, 15, said),
    }
    to.fixed32(16, flags);
    callsite.width = to.close(open);
}

#[inline]
fn ids(to: &mut Writer, span: &SpanRecord<'_>) {
    let mut bytes = [0; 28];
    bytes[0] = 1 << 3 | 2;
    bytes[1] = 16;
    bytes[2..18].copy_from_slice(&span.trace_id().to_bytes());
    bytes[18] = 2 << 3 | 2;
    bytes[19] = 8;
    bytes[20..].copy_from_slice(&span.span_id().to_bytes());
    to.block(bytes, bytes.len());
}

#[inline]
fn times(to: &mut Writer, span: &SpanRecord<'_>) {
    let mut bytes = [0; 18];
    bytes[0] = 7 << 3 | 1;
    bytes[1..9].copy_from_slice(&span.start_unix_nanos().to_le_bytes());
    bytes[9] = 8 << 3 | 1;
    bytes[10..].copy_from_slice(&span.end_unix_nanos().to_le_bytes());
    to.block(bytes, bytes.len());
}

/// All from the attributes on, up to the status.
#[inline(never)]
fn recorded_at_run_time(to: &mut Writer, span: &SpanRecord<'_>, callsite: &Prepared) {
    if span.replaces_declared() {
        for (key, value) in span.declared_attributes() {
            attribute(to, ATTRIBUTES, key, value);
        }
    } else {
        let mut values = span.declared_values();
        for key in &callsite.keys {
            if values.visit_next(Attribute { to, key }).is_none() {
                break;
            }
        }
    }
    let late = span.late_attributes();
    each(to, ATTRIBUTES, late);
    callsite.code(to, || code::is_said_by(span));
    to.count(10, span.dropped_attributes());
    for happened in span.events() {
        event(to, 11, &happened);
    }
    to.count(12, span.dropped_events());
    for other in span.links() {
        link(to, 13, &other);
    }
    to.count(14, span.dropped_links());
}

/// Attributes whose keys are all different.
fn each(to: &mut Writer, field: u8, mut attributes: Pairs<'_>) {
    while attributes
        .visit_next(|key| KeyValue { to, field, key })
        .is_some()
    {}
}

/// Attributes as they were given; of those with the same key the last counts.
#[inline]
fn attributes(to: &mut Writer, field: u8, given: Pairs<'_>) {
    if repeats_a_key(given) {
        return without_repeats(to, field, given);
    }
    each(to, field, given);
}

fn repeats_a_key(given: Pairs<'_>) -> bool {
    let mut keys = given.keys();
    while let Some(key) = keys.next() {
        if keys.clone().any(|later| later == key) {
            return true;
        }
    }
    false
}

#[cold]
fn without_repeats(to: &mut Writer, field: u8, given: Pairs<'_>) {
    let mut rest = given;
    while let Some((key, value)) = rest.next() {
        if !rest.has(key.as_bytes()) {
            attribute(to, field, key, value);
        }
    }
}

/// `opentelemetry.proto.trace.v1.Span.Event`
fn event(to: &mut Writer, field: u8, event: &SpanEvent<'_>) {
    to.message(field, |to| {
        to.fixed64(1, event.unix_nanos());
        to.text_utf8(2, event.name_utf8());
        attributes(to, 3, event.attributes());
        to.count(4, event.dropped_attributes());
    });
}

/// `opentelemetry.proto.trace.v1.Span.Link`
fn link(to: &mut Writer, field: u8, link: &SpanLink<'_>) {
    to.message(field, |to| {
        to.bytes(1, &link.trace_id().to_bytes());
        to.bytes(2, &link.span_id().to_bytes());
        to.text(3, link.trace_state());
        attributes(to, 4, link.attributes());
        to.count(5, link.dropped_attributes());
        to.fixed32(6, link.flags().to_u8().into());
    });
}

/// `opentelemetry.proto.trace.v1.Status`
fn status(to: &mut Writer, field: u8, status: SpanStatus<'_>) {
    to.message(field, |to| {
        // A description stands only beside an error.
        to.text(2, status.message());
        to.count(
            3,
            match status {
                SpanStatus::Unset => 0,
                SpanStatus::Ok => 1,
                _ => 2,
            },
        );
    });
}
