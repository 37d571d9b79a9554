//! From a trace to OTLP in JSON.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::text::{Members, Text};
use crate::log::LogRecord;
use crate::resource::{Resource, Scope};
use crate::span::{Event, Link, Span, Status};
use crate::trace::Trace;
use crate::value::{Attribute, Value};

/// Writes the spans of a trace as `TracesData`: `{"resourceSpans":[…]}`, on one line.
///
/// Nothing is lost but which NaN a NaN is: read again, the spans are the same.
pub fn write_traces_data(trace: &Trace) -> String {
    let origin = |span: &Span| (span.resource.clone(), span.scope.clone());
    let names = ["resourceSpans", "scopeSpans", "spans"];
    request(names, &trace.spans, origin, write_span)
}

/// Writes the lines of a trace as `LogsData`: `{"resourceLogs":[…]}`, on one line.
pub fn write_logs_data(trace: &Trace) -> String {
    let origin = |line: &LogRecord| (line.resource.clone(), line.scope.clone());
    let names = ["resourceLogs", "scopeLogs", "logRecords"];
    request(names, &trace.logs, origin, write_log)
}

/// Neighbours of the same resource and scope share a group.
fn request<T>(
    [of_resource, of_scope, of_items]: [&str; 3],
    items: &[T],
    origin: impl Fn(&T) -> (Arc<Resource>, Arc<Scope>),
    write: impl Fn(&mut Text, &T),
) -> String {
    let mut out = Text::default();
    let groups = items.chunk_by(|one, other| origin(one) == origin(other));
    out.object(|out| {
        out.member(of_resource).list(groups, |out, group| {
            let (resource, scope) = origin(&group[0]);
            out.object(|out| {
                out.member("resource").object(|out| {
                    attributes(out, &resource.attributes, resource.dropped_attributes);
                });
                out.member(of_scope).list([group], |out, group| {
                    out.object(|out| {
                        out.member("scope").object(|out| {
                            out.string("name", &scope.name);
                            out.string("version", &scope.version);
                            attributes(out, &scope.attributes, scope.dropped_attributes);
                        });
                        out.list(of_items, group, &write);
                        out.string("schemaUrl", &scope.schema_url);
                    });
                });
                out.string("schemaUrl", &resource.schema_url);
            });
        });
    });
    out.into_string()
}

fn write_span(out: &mut Text, span: &Span) {
    out.object(|out| {
        out.member("traceId").quoted(span.trace_id);
        out.member("spanId").quoted(span.span_id);
        out.string("traceState", &span.trace_state);
        if let Some(parent) = span.parent {
            out.member("parentSpanId").quoted(parent);
        }
        out.number("flags", span.flags);
        out.string("name", &span.name);
        out.number("kind", span.kind.number().into());
        out.time("startTimeUnixNano", span.start_unix_nanos);
        out.time("endTimeUnixNano", span.end_unix_nanos);
        attributes(out, &span.attributes, span.dropped_attributes);
        out.list("events", &span.events, write_event);
        out.number("droppedEventsCount", span.dropped_events);
        out.list("links", &span.links, write_link);
        out.number("droppedLinksCount", span.dropped_links);
        match &span.status {
            Status::Unset => {}
            Status::Ok => out.member("status").object(|out| out.number("code", 1)),
            Status::Error { message } => out.member("status").object(|out| {
                out.string("message", message);
                out.number("code", 2);
            }),
        }
    });
}

fn write_event(out: &mut Text, event: &Event) {
    out.object(|out| {
        out.time("timeUnixNano", event.unix_nanos);
        out.string("name", &event.name);
        attributes(out, &event.attributes, event.dropped_attributes);
    });
}

fn write_link(out: &mut Text, link: &Link) {
    out.object(|out| {
        out.member("traceId").quoted(link.trace_id);
        out.member("spanId").quoted(link.span_id);
        out.string("traceState", &link.trace_state);
        attributes(out, &link.attributes, link.dropped_attributes);
        out.number("flags", link.flags);
    });
}

fn write_log(out: &mut Text, log: &LogRecord) {
    out.object(|out| {
        out.time("timeUnixNano", log.unix_nanos);
        out.time("observedTimeUnixNano", log.observed_unix_nanos);
        out.number("severityNumber", log.severity_number);
        out.string("severityText", &log.severity_text);
        if log.body != Value::Empty {
            value(out.member("body"), &log.body);
        }
        attributes(out, &log.attributes, log.dropped_attributes);
        out.number("flags", log.flags);
        out.member("traceId").quoted(log.trace_id);
        if let Some(span_id) = log.span_id {
            out.member("spanId").quoted(span_id);
        }
        out.string("eventName", &log.event_name);
    });
}

fn attributes(out: &mut Members<'_>, attributes: &[Attribute], dropped: u32) {
    out.list("attributes", attributes, key_value);
    out.number("droppedAttributesCount", dropped);
}

fn key_value(out: &mut Text, attribute: &Attribute) {
    out.object(|out| {
        out.member("key").string(&attribute.key);
        value(out.member("value"), &attribute.value);
    });
}

fn value(out: &mut Text, of: &Value) {
    out.object(|out| match of {
        Value::Empty => {}
        Value::Text(text) => out.member("stringValue").string(text),
        Value::Bool(value) => out.member("boolValue").plain(value),
        Value::Int(value) => out.member("intValue").quoted(value),
        Value::Double(number) => double(out.member("doubleValue"), *number),
        Value::Bytes(bytes) => out.member("bytesValue").quoted(STANDARD.encode(bytes)),
        Value::List(values) => out.member("arrayValue").object(|out| {
            out.list("values", values, value);
        }),
        Value::Map(entries) => out.member("kvlistValue").object(|out| {
            out.list("values", entries, key_value);
        }),
    });
}

/// The shortest digits that are this number, and no other.
fn double(out: &mut Text, number: f64) {
    if number.is_nan() {
        out.quoted("NaN");
    } else if number.is_infinite() {
        out.quoted(if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        });
    } else {
        out.plain(format_args!("{number:?}"));
    }
}
