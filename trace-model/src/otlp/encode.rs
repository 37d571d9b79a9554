//! From a trace to the bytes of OTLP.

use std::sync::Arc;

use super::message::Message;
use crate::log::LogRecord;
use crate::resource::{Resource, Scope};
use crate::span::{Event, Link, Span, Status};
use crate::trace::Trace;
use crate::value::{Attribute, Value};

/// Encodes the spans of a trace as one `ExportTraceServiceRequest`, and its lines as one
/// `ExportLogsServiceRequest`.
pub fn write_trace(trace: &Trace) -> (Vec<u8>, Vec<u8>) {
    let of_line = |line: &LogRecord| (line.resource.clone(), line.scope.clone());
    (
        write_spans(&trace.spans),
        request(&trace.logs, of_line, write_log),
    )
}

/// Encodes spans as one `ExportTraceServiceRequest`. Two requests, one behind the other, are
/// one with the spans of both.
pub fn write_spans(spans: &[Span]) -> Vec<u8> {
    let of_span = |span: &Span| (span.resource.clone(), span.scope.clone());
    request(spans, of_span, write_span)
}

/// Neighbours of the same resource and scope share a group.
fn request<T>(
    items: &[T],
    origin: impl Fn(&T) -> (Arc<Resource>, Arc<Scope>),
    write: impl Fn(&mut Message, &T),
) -> Vec<u8> {
    let mut out = Message::default();
    for group in items.chunk_by(|one, other| origin(one) == origin(other)) {
        let (resource, scope) = origin(&group[0]);
        out.message(1, |out| {
            out.message(1, |out| {
                attributes(out, 1, &resource.attributes);
                out.varint(2, resource.dropped_attributes.into());
            });
            out.message(2, |out| {
                out.message(1, |out| {
                    out.bytes(1, scope.name.as_bytes());
                    out.bytes(2, scope.version.as_bytes());
                    attributes(out, 3, &scope.attributes);
                    out.varint(4, scope.dropped_attributes.into());
                });
                for item in group {
                    out.message(2, |out| write(out, item));
                }
                out.bytes(3, scope.schema_url.as_bytes());
            });
            out.bytes(3, resource.schema_url.as_bytes());
        });
    }
    out.into_bytes()
}

fn write_span(out: &mut Message, span: &Span) {
    out.bytes_always(1, &span.trace_id.to_bytes());
    out.bytes_always(2, &span.span_id.to_bytes());
    out.bytes(3, span.trace_state.as_bytes());
    if let Some(parent) = span.parent {
        out.bytes_always(4, &parent.to_bytes());
    }
    out.bytes(5, span.name.as_bytes());
    out.varint(6, span.kind.number().into());
    out.fixed64(7, span.start_unix_nanos);
    out.fixed64(8, span.end_unix_nanos);
    attributes(out, 9, &span.attributes);
    out.varint(10, span.dropped_attributes.into());
    for event in &span.events {
        out.message(11, |out| write_event(out, event));
    }
    out.varint(12, span.dropped_events.into());
    for link in &span.links {
        out.message(13, |out| write_link(out, link));
    }
    out.varint(14, span.dropped_links.into());
    match &span.status {
        Status::Unset => {}
        Status::Ok => out.message(15, |out| out.varint(3, 1)),
        Status::Error { message } => out.message(15, |out| {
            out.bytes(2, message.as_bytes());
            out.varint(3, 2);
        }),
    }
    out.fixed32(16, span.flags);
}

fn write_event(out: &mut Message, event: &Event) {
    out.fixed64(1, event.unix_nanos);
    out.bytes(2, event.name.as_bytes());
    attributes(out, 3, &event.attributes);
    out.varint(4, event.dropped_attributes.into());
}

fn write_link(out: &mut Message, link: &Link) {
    out.bytes_always(1, &link.trace_id.to_bytes());
    out.bytes_always(2, &link.span_id.to_bytes());
    out.bytes(3, link.trace_state.as_bytes());
    attributes(out, 4, &link.attributes);
    out.varint(5, link.dropped_attributes.into());
    out.fixed32(6, link.flags);
}

fn write_log(out: &mut Message, log: &LogRecord) {
    out.fixed64(1, log.unix_nanos);
    out.varint(2, log.severity_number.into());
    out.bytes(3, log.severity_text.as_bytes());
    if log.body != Value::Empty {
        out.message(5, |out| value(out, &log.body));
    }
    attributes(out, 6, &log.attributes);
    out.varint(7, log.dropped_attributes.into());
    out.fixed32(8, log.flags);
    out.bytes_always(9, &log.trace_id.to_bytes());
    if let Some(span_id) = log.span_id {
        out.bytes_always(10, &span_id.to_bytes());
    }
    out.fixed64(11, log.observed_unix_nanos);
    out.bytes(12, log.event_name.as_bytes());
}

fn attributes(out: &mut Message, number: u64, attributes: &[Attribute]) {
    for attribute in attributes {
        out.message(number, |out| key_value(out, attribute));
    }
}

fn key_value(out: &mut Message, attribute: &Attribute) {
    out.bytes(1, attribute.key.as_bytes());
    out.message(2, |out| value(out, &attribute.value));
}

/// Writes a value also where it is zero: which one of the kinds it is says that it is there.
fn value(out: &mut Message, of: &Value) {
    match of {
        Value::Empty => {}
        Value::Text(text) => out.bytes_always(1, text.as_bytes()),
        Value::Bool(value) => out.varint_always(2, (*value).into()),
        Value::Int(value) => out.varint_always(3, *value as u64),
        Value::Double(value) => out.fixed64_always(4, value.to_bits()),
        Value::List(values) => out.message(5, |out| {
            for one in values {
                out.message(1, |out| value(out, one));
            }
        }),
        Value::Map(entries) => out.message(6, |out| {
            for entry in entries {
                out.message(1, |out| key_value(out, entry));
            }
        }),
        Value::Bytes(bytes) => out.bytes_always(7, bytes),
    }
}
