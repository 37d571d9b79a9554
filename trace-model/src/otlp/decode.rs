//! From the bytes of OTLP to spans and log lines.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use trace_runtime::{SpanId, TraceId};

use super::batch::{Batch, Signal};
use super::limits::DEEPEST;
use super::wire::{Field, Fields, Malformed};
use crate::log::LogRecord;
use crate::resource::{Resource, Scope};
use crate::span::{Event, Link, Span, SpanKind, Status};
use crate::trace::Trace;
use crate::value::{Attribute, Value};

/// How many names, resources and scopes are kept for when they come again.
const NAMES: usize = 8192;
const ORIGINS: usize = 128;

/// The longest text, and the longest resource, that is kept for when it comes again.
const NAME_BYTES: usize = 256;
const ORIGIN_BYTES: usize = 16 << 10;

/// Decodes messages, and keeps names and resources that come again only once.
///
/// What it keeps is bounded, so that it may be used for as long as a process lives: at most
/// about 10 MiB, mostly a few KiB.
#[derive(Debug, Default)]
pub struct Decoder {
    names: HashSet<Arc<str>>,
    resources: HashMap<Vec<u8>, Arc<Resource>>,
    scopes: HashMap<Vec<u8>, Arc<Scope>>,
}

/// Decodes all spans, or all lines, of a batch, each into its trace, in the order of the
/// first span of each.
pub fn read_traces(batch: &Batch) -> Vec<Trace> {
    let mut traces: Vec<Trace> = Vec::new();
    let mut places = HashMap::new();
    let mut decoder = Decoder::default();
    for entry in batch.entries() {
        let at = *places.entry(entry.trace_id).or_insert_with(|| {
            traces.push(Trace::new(entry.trace_id));
            traces.len() - 1
        });
        let group = &batch.groups()[entry.group as usize];
        let resource = decoder.resource(
            batch.slice(&group.resource),
            batch.slice(&group.resource_schema),
        );
        let scope = decoder.scope(batch.slice(&group.scope), batch.slice(&group.scope_schema));
        let message = batch.slice(&entry.range);
        match batch.signal() {
            Signal::Traces => traces[at]
                .spans
                .extend(decoder.span(message, &resource, &scope)),
            Signal::Logs => traces[at]
                .logs
                .extend(decoder.log(message, &resource, &scope)),
        }
    }
    traces
}

impl Decoder {
    /// Reads a `Resource`, with its schema.
    pub fn resource(&mut self, message: &[u8], schema_url: &[u8]) -> Arc<Resource> {
        let key = joined(message, schema_url);
        if let Some(resource) = self.resources.get(&key) {
            return resource.clone();
        }
        let mut resource = Resource {
            schema_url: self.name(schema_url),
            ..Resource::default()
        };
        for (number, field) in Fields::of(message).map_while(Result::ok) {
            match (number, field) {
                (1, Field::Bytes(message)) => resource.attributes.push(self.attribute(message, 0)),
                (2, Field::Varint(count)) => resource.dropped_attributes = count as u32,
                _ => {}
            }
        }
        let resource = Arc::new(resource);
        keep(&mut self.resources, key, &resource);
        resource
    }

    /// Reads an `InstrumentationScope`, with its schema.
    pub fn scope(&mut self, message: &[u8], schema_url: &[u8]) -> Arc<Scope> {
        let key = joined(message, schema_url);
        if let Some(scope) = self.scopes.get(&key) {
            return scope.clone();
        }
        let mut scope = Scope {
            schema_url: self.name(schema_url),
            ..Scope::default()
        };
        for (number, field) in Fields::of(message).map_while(Result::ok) {
            match (number, field) {
                (1, Field::Bytes(name)) => scope.name = self.name(name),
                (2, Field::Bytes(version)) => scope.version = self.name(version),
                (3, Field::Bytes(message)) => scope.attributes.push(self.attribute(message, 0)),
                (4, Field::Varint(count)) => scope.dropped_attributes = count as u32,
                _ => {}
            }
        }
        let scope = Arc::new(scope);
        keep(&mut self.scopes, key, &scope);
        scope
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
            trace_state: self.name(b""),
            flags: 0,
            name: self.name(b""),
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
                3 => span.trace_state = self.name(field.bytes()?),
                4 => span.parent = span_id_of(field.bytes()?),
                5 => span.name = self.name(field.bytes()?),
                6 => span.kind = SpanKind::from_number(field.varint()?),
                7 => span.start_unix_nanos = field.fixed64()?,
                8 => span.end_unix_nanos = field.fixed64()?,
                9 => span.attributes.push(self.attribute(field.bytes()?, 0)),
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
            severity_text: self.name(b""),
            event_name: self.name(b""),
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
                3 => log.severity_text = self.name(field.bytes()?),
                5 => log.body = self.value(field.bytes()?, 0),
                6 => log.attributes.push(self.attribute(field.bytes()?, 0)),
                7 => log.dropped_attributes = field.varint()? as u32,
                8 => log.flags = field.fixed32()?,
                9 => trace_id = trace_id_of(field.bytes()?),
                10 => log.span_id = span_id_of(field.bytes()?),
                11 => log.observed_unix_nanos = field.fixed64()?,
                12 => log.event_name = self.name(field.bytes()?),
                _ => {}
            }
        }
        log.trace_id = trace_id.ok_or(Malformed::new("a log line without a trace"))?;
        Ok(log)
    }

    fn event(&mut self, message: &[u8]) -> Result<Event, Malformed> {
        let mut event = Event {
            unix_nanos: 0,
            name: self.name(b""),
            attributes: Vec::new(),
            dropped_attributes: 0,
        };
        for field in Fields::of(message) {
            let (number, field) = field?;
            match number {
                1 => event.unix_nanos = field.fixed64()?,
                2 => event.name = self.name(field.bytes()?),
                3 => event.attributes.push(self.attribute(field.bytes()?, 0)),
                4 => event.dropped_attributes = field.varint()? as u32,
                _ => {}
            }
        }
        Ok(event)
    }

    /// A link without valid ids leads nowhere, and is left out.
    fn link(&mut self, message: &[u8]) -> Result<Option<Link>, Malformed> {
        let (mut trace_id, mut span_id) = (None, None);
        let (mut trace_state, mut flags) = (self.name(b""), 0);
        let (mut attributes, mut dropped_attributes) = (Vec::new(), 0);
        for field in Fields::of(message) {
            let (number, field) = field?;
            match number {
                1 => trace_id = trace_id_of(field.bytes()?),
                2 => span_id = span_id_of(field.bytes()?),
                3 => trace_state = self.name(field.bytes()?),
                4 => attributes.push(self.attribute(field.bytes()?, 0)),
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

    fn attribute(&mut self, message: &[u8], depth: usize) -> Attribute {
        let (mut key, mut value): (&[u8], _) = (&[], Value::Empty);
        for (number, field) in Fields::of(message).map_while(Result::ok) {
            match (number, field) {
                (1, Field::Bytes(text)) => key = text,
                (2, Field::Bytes(message)) => value = self.value(message, depth),
                _ => {}
            }
        }
        Attribute {
            key: self.name(key),
            value,
        }
    }

    fn value(&mut self, message: &[u8], depth: usize) -> Value {
        let mut value = Value::Empty;
        if depth == DEEPEST {
            return value;
        }
        for (number, field) in Fields::of(message).map_while(Result::ok) {
            value = match (number, field) {
                (1, Field::Bytes(text)) => Value::Text(String::from_utf8_lossy(text).into()),
                (2, Field::Varint(number)) => Value::Bool(number != 0),
                (3, Field::Varint(number)) => Value::Int(number as i64),
                (4, Field::Fixed64(bits)) => Value::Double(f64::from_bits(bits)),
                (5, Field::Bytes(list)) => Value::List(
                    messages(list)
                        .map(|message| self.value(message, depth + 1))
                        .collect(),
                ),
                (6, Field::Bytes(map)) => Value::Map(
                    messages(map)
                        .map(|message| self.attribute(message, depth + 1))
                        .collect(),
                ),
                (7, Field::Bytes(bytes)) => Value::Bytes(bytes.into()),
                _ => continue,
            };
        }
        value
    }

    /// A text that is likely to come again. What is no UTF-8 is replaced by U+FFFD.
    fn name(&mut self, text: &[u8]) -> Arc<str> {
        let text = String::from_utf8_lossy(text);
        if let Some(name) = self.names.get(&*text) {
            return name.clone();
        }
        let name: Arc<str> = text.into();
        if name.len() <= NAME_BYTES {
            if self.names.len() == NAMES {
                self.names.clear();
            }
            self.names.insert(name.clone());
        }
        name
    }
}

/// Begins anew where there is no more room: what still comes is soon there again.
fn keep<T>(origins: &mut HashMap<Vec<u8>, Arc<T>>, key: Vec<u8>, origin: &Arc<T>) {
    if key.len() <= ORIGIN_BYTES {
        if origins.len() == ORIGINS {
            origins.clear();
        }
        origins.insert(key, origin.clone());
    }
}

/// The messages of a list: field 1 of `ArrayValue` and `KeyValueList`.
fn messages(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    Fields::of(list)
        .map_while(Result::ok)
        .filter_map(|field| match field {
            (1, Field::Bytes(message)) => Some(message),
            _ => None,
        })
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

fn joined(message: &[u8], schema_url: &[u8]) -> Vec<u8> {
    let length = message.len() as u64;
    [&length.to_le_bytes(), message, schema_url].concat()
}
