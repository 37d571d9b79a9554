//! From the bytes of OTLP to spans and log lines.

use std::sync::Arc;

use trace_runtime::{SpanId, TraceId};

use super::origins::Origins;
use super::values::Values;
use super::wire::{Field, Fields, Malformed};
use crate::log::LogRecord;
use crate::resource::{Resource, Scope};
use crate::span::{Event, Link, Span, SpanKind, Status};
use crate::value::Value;

/// Decodes messages, and keeps names and resources that come again only once.
///
/// What it keeps is bounded, so that it may be used for as long as a process lives: at most
/// about 10 MiB, mostly a few KiB.
#[derive(Debug, Default)]
pub struct Decoder {
    values: Values,
    resources: Origins<Resource>,
    scopes: Origins<Scope>,
}

impl Decoder {
    /// Reads a `Resource`, with its schema.
    pub fn resource(&mut self, message: &[u8], schema_url: &[u8]) -> Arc<Resource> {
        let values = &mut self.values;
        self.resources.of(message, schema_url, || {
            resource(values, message, schema_url)
        })
    }

    /// Reads an `InstrumentationScope`, with its schema.
    pub fn scope(&mut self, message: &[u8], schema_url: &[u8]) -> Arc<Scope> {
        let values = &mut self.values;
        self.scopes
            .of(message, schema_url, || scope(values, message, schema_url))
    }

    /// Reads a `Span`.
    ///
    /// # Errors
    ///
    /// The bytes are no message, or the span has no valid id.
    pub fn span(
        &mut self,
        message: &[u8],
        resource: &Arc<Resource>,
        scope: &Arc<Scope>,
    ) -> Result<Span, Malformed> {
        let (mut trace_id, mut span_id) = (None, None);
        let mut span = Span {
            trace_id: TraceId::from_u128(1).expect("1 is not 0"),
            span_id: SpanId::from_u64(1).expect("1 is not 0"),
            parent: None,
            trace_state: self.values.name(b""),
            flags: 0,
            name: self.values.name(b""),
            kind: SpanKind::Unspecified,
            start_unix_nanos: 0,
            end_unix_nanos: 0,
            attributes: Vec::new(),
            dropped_attributes: 0,
            events: Vec::new(),
            dropped_events: 0,
            links: Vec::new(),
            dropped_links: 0,
            status: Status::Unset,
            resource: resource.clone(),
            scope: scope.clone(),
        };
        for field in Fields::of(message) {
            let (number, field) = field?;
            match number {
                1 => trace_id = trace_id_of(field.bytes()?),
                2 => span_id = span_id_of(field.bytes()?),
                3 => span.trace_state = self.values.name(field.bytes()?),
                4 => span.parent = span_id_of(field.bytes()?),
                5 => span.name = self.values.name(field.bytes()?),
                6 => span.kind = SpanKind::from_number(field.varint()?),
                7 => span.start_unix_nanos = field.fixed64()?,
                8 => span.end_unix_nanos = field.fixed64()?,
                9 => span
                    .attributes
                    .push(self.values.attribute(field.bytes()?, 0)),
                10 => span.dropped_attributes = field.varint()? as u32,
                11 => span.events.push(self.event(field.bytes()?)?),
                12 => span.dropped_events = field.varint()? as u32,
                13 => span.links.extend(self.link(field.bytes()?)?),
                14 => span.dropped_links = field.varint()? as u32,
                15 => span.status = status(field.bytes()?)?,
                16 => span.flags = field.fixed32()?,
                _ => {}
            }
        }
        span.trace_id = trace_id.ok_or(Malformed::new("a span without a valid trace id"))?;
        span.span_id = span_id.ok_or(Malformed::new("a span without a valid id"))?;
        Ok(span)
    }

    /// Reads a `LogRecord` that names a trace.
    ///
    /// # Errors
    ///
    /// The bytes are no message, or the line names no trace.
    pub fn log(
        &mut self,
        message: &[u8],
        resource: &Arc<Resource>,
        scope: &Arc<Scope>,
    ) -> Result<LogRecord, Malformed> {
        let mut trace_id = None;
        let mut log = LogRecord {
            trace_id: TraceId::from_u128(1).expect("1 is not 0"),
            span_id: None,
            flags: 0,
            unix_nanos: 0,
            observed_unix_nanos: 0,
            severity_number: 0,
            severity_text: self.values.name(b""),
            event_name: self.values.name(b""),
            body: Value::Empty,
            attributes: Vec::new(),
            dropped_attributes: 0,
            resource: resource.clone(),
            scope: scope.clone(),
        };
        for field in Fields::of(message) {
            let (number, field) = field?;
            match number {
                1 => log.unix_nanos = field.fixed64()?,
                2 => log.severity_number = field.varint()? as u32,
                3 => log.severity_text = self.values.name(field.bytes()?),
                5 => log.body = self.values.value(field.bytes()?, 0),
                6 => log
                    .attributes
                    .push(self.values.attribute(field.bytes()?, 0)),
                7 => log.dropped_attributes = field.varint()? as u32,
                8 => log.flags = field.fixed32()?,
                9 => trace_id = trace_id_of(field.bytes()?),
                10 => log.span_id = span_id_of(field.bytes()?),
                11 => log.observed_unix_nanos = field.fixed64()?,
                12 => log.event_name = self.values.name(field.bytes()?),
                _ => {}
            }
        }
        log.trace_id = trace_id.ok_or(Malformed::new("a log line without a trace"))?;
        Ok(log)
    }

    fn event(&mut self, message: &[u8]) -> Result<Event, Malformed> {
        let mut event = Event {
            unix_nanos: 0,
            name: self.values.name(b""),
            attributes: Vec::new(),
            dropped_attributes: 0,
        };
        for field in Fields::of(message) {
            let (number, field) = field?;
            match number {
                1 => event.unix_nanos = field.fixed64()?,
                2 => event.name = self.values.name(field.bytes()?),
                3 => event
                    .attributes
                    .push(self.values.attribute(field.bytes()?, 0)),
                4 => event.dropped_attributes = field.varint()? as u32,
                _ => {}
            }
        }
        Ok(event)
    }

    /// A link without valid ids leads nowhere, and is left out.
    fn link(&mut self, message: &[u8]) -> Result<Option<Link>, Malformed> {
        let (mut trace_id, mut span_id) = (None, None);
        let (mut trace_state, mut flags) = (self.values.name(b""), 0);
        let (mut attributes, mut dropped_attributes) = (Vec::new(), 0);
        for field in Fields::of(message) {
            let (number, field) = field?;
            match number {
                1 => trace_id = trace_id_of(field.bytes()?),
                2 => span_id = span_id_of(field.bytes()?),
                3 => trace_state = self.values.name(field.bytes()?),
                4 => attributes.push(self.values.attribute(field.bytes()?, 0)),
                5 => dropped_attributes = field.varint()? as u32,
                6 => flags = field.fixed32()?,
                _ => {}
            }
        }
        Ok(trace_id.zip(span_id).map(|(trace_id, span_id)| Link {
            trace_id,
            span_id,
            trace_state,
            flags,
            attributes,
            dropped_attributes,
        }))
    }
}

fn resource(values: &mut Values, message: &[u8], schema_url: &[u8]) -> Resource {
    let mut resource = Resource {
        schema_url: values.name(schema_url),
        ..Resource::default()
    };
    for (number, field) in Fields::of(message).map_while(Result::ok) {
        match (number, field) {
            (1, Field::Bytes(message)) => resource.attributes.push(values.attribute(message, 0)),
            (2, Field::Varint(count)) => resource.dropped_attributes = count as u32,
            _ => {}
        }
    }
    resource
}

fn scope(values: &mut Values, message: &[u8], schema_url: &[u8]) -> Scope {
    let mut scope = Scope {
        schema_url: values.name(schema_url),
        ..Scope::default()
    };
    for (number, field) in Fields::of(message).map_while(Result::ok) {
        match (number, field) {
            (1, Field::Bytes(name)) => scope.name = values.name(name),
            (2, Field::Bytes(version)) => scope.version = values.name(version),
            (3, Field::Bytes(message)) => scope.attributes.push(values.attribute(message, 0)),
            (4, Field::Varint(count)) => scope.dropped_attributes = count as u32,
            _ => {}
        }
    }
    scope
}

fn status(message: &[u8]) -> Result<Status, Malformed> {
    let (mut text, mut code): (&[u8], _) = (&[], 0);
    for field in Fields::of(message) {
        match field? {
            (2, field) => text = field.bytes()?,
            (3, field) => code = field.varint()?,
            _ => {}
        }
    }
    Ok(match code {
        1 => Status::Ok,
        2 => Status::Error {
            message: String::from_utf8_lossy(text).into(),
        },
        _ => Status::Unset,
    })
}

fn trace_id_of(id: &[u8]) -> Option<TraceId> {
    TraceId::from_u128(u128::from_be_bytes(id.try_into().ok()?))
}

fn span_id_of(id: &[u8]) -> Option<SpanId> {
    SpanId::from_u64(u64::from_be_bytes(id.try_into().ok()?))
}
