//! Span records as the SDK's `SpanData`.

use std::time::{Duration, SystemTime};

use opentelemetry::trace::{self, Event, Link, SpanKind, Status};
use opentelemetry::{Array, InstrumentationScope, KeyValue, StringValue, Value};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};
use trace_runtime as ours;
use trace_runtime::exporter::{
    Pairs, SpanEvent, SpanLink, SpanRecord, SpanStatus, ValueRef, ValueVisitor,
};

use crate::span_context::trace_state;

pub(super) fn resource(resource: &ours::Resource) -> Resource {
    let attributes = resource
        .attributes()
        .filter_map(|(key, owned)| Some(KeyValue::new(key.to_owned(), owned_value(owned)?)));
    Resource::builder_empty()
        .with_attributes(attributes)
        .build()
}

pub(super) fn span(
    span: &SpanRecord<'_>,
    scope: &InstrumentationScope,
    code: &[KeyValue],
) -> SpanData {
    let parent = span.parent_span_id();
    let mut events = SpanEvents::default();
    let mut links = SpanLinks::default();
    if !span.is_plain() {
        events.events = span.events().map(|happened| event(&happened)).collect();
        events.dropped_count = span.dropped_events();
        links.links = span.links().map(|other| link(&other)).collect();
        links.dropped_count = span.dropped_links();
    }
    SpanData {
        // The span itself is of this process.
        span_context: trace::SpanContext::new(
            trace::TraceId::from_bytes(span.trace_id().to_bytes()),
            trace::SpanId::from_bytes(span.span_id().to_bytes()),
            trace::TraceFlags::new(span.flags().to_u8()),
            false,
            trace_state(span.trace_state()),
        ),
        parent_span_id: parent.map_or(trace::SpanId::INVALID, |parent| {
            trace::SpanId::from_bytes(parent.to_bytes())
        }),
        parent_span_is_remote: span.parent_is_remote(),
        span_kind: match span.kind() {
            ours::SpanKind::Internal => SpanKind::Internal,
            ours::SpanKind::Server => SpanKind::Server,
            ours::SpanKind::Client => SpanKind::Client,
            ours::SpanKind::Producer => SpanKind::Producer,
            ours::SpanKind::Consumer => SpanKind::Consumer,
        },
        name: match span.own_name() {
            Some(_) => span.name().to_owned().into(),
            None => span.callsite().name().into(),
        },
        start_time: time(span.start_unix_nanos()),
        end_time: time(span.end_unix_nanos()),
        attributes: attributes(span, code),
        dropped_attributes_count: span.dropped_attributes(),
        events,
        links,
        status: status(span.status()),
        instrumentation_scope: scope.clone(),
    }
}

fn status(status: SpanStatus<'_>) -> Status {
    match status {
        SpanStatus::Unset => Status::Unset,
        SpanStatus::Ok => Status::Ok,
        error => Status::error(error.message().to_owned()),
    }
}

fn event(event: &SpanEvent<'_>) -> Event {
    Event::new(
        event.name().to_owned(),
        time(event.unix_nanos()),
        unique(event.attributes()),
        event.dropped_attributes(),
    )
}

fn link(link: &SpanLink<'_>) -> Link {
    let context = trace::SpanContext::new(
        trace::TraceId::from_bytes(link.trace_id().to_bytes()),
        trace::SpanId::from_bytes(link.span_id().to_bytes()),
        trace::TraceFlags::new(link.flags().to_u8()),
        true,
        trace_state(link.trace_state()),
    );
    Link::new(
        context,
        unique(link.attributes()),
        link.dropped_attributes(),
    )
}

fn time(unix_nanos: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH
        .checked_add(Duration::from_nanos(unix_nanos))
        .unwrap_or(SystemTime::UNIX_EPOCH)
}

/// The attributes that were recorded, and `code` behind them.
fn attributes(span: &SpanRecord<'_>, code: &[KeyValue]) -> Vec<KeyValue> {
    let keys = span.callsite().keys();
    if !span.is_plain() {
        // The keys of declared attributes need no copy.
        let declared = span.declared_attributes();
        let declared = declared.filter_map(|(key, read)| Some(KeyValue::new(key, value(read)?)));
        let recorded = declared.chain(copied(span.late_attributes()));
        return recorded.chain(code.iter().cloned()).collect();
    }
    let mut attributes = Vec::with_capacity(keys.len() + code.len());
    let mut values = span.declared_values();
    for key in keys {
        let to = &mut attributes;
        if values.visit_next(Declared { key, to }).is_none() {
            break;
        }
    }
    attributes.extend_from_slice(code);
    attributes
}

/// Appends the attribute of a key.
struct Declared<'a> {
    key: &'static str,
    to: &'a mut Vec<KeyValue>,
}

impl ValueVisitor<'_> for Declared<'_> {
    type Output = ();

    #[inline]
    fn bool(self, value: bool) {
        self.to.push(KeyValue::new(self.key, value));
    }

    #[inline]
    fn i64(self, value: i64) {
        self.to.push(KeyValue::new(self.key, value));
    }

    #[inline]
    fn f64(self, value: f64) {
        self.to.push(KeyValue::new(self.key, value));
    }

    #[inline]
    fn str(self, utf8: &[u8]) {
        // It is UTF-8, so that nothing is lost.
        let text = String::from_utf8_lossy(utf8).into_owned();
        self.to.push(KeyValue::new(self.key, text));
    }

    #[inline]
    fn list(self, list: ValueRef<'_>) {
        let value = value(list);
        self.to
            .extend(value.map(|value| KeyValue::new(self.key, value)));
    }
}

/// Of attributes with the same key the last counts.
fn unique(given: Pairs<'_>) -> Vec<KeyValue> {
    let mut rest = given;
    let mut kept = Vec::new();
    while let Some((key, value)) = rest.next() {
        if !rest.clone().any(|(later, _)| later == key) {
            kept.push((key, value));
        }
    }
    copied(kept.into_iter()).collect()
}

fn copied<'a>(
    attributes: impl Iterator<Item = (&'a str, ValueRef<'a>)>,
) -> impl Iterator<Item = KeyValue> {
    attributes.filter_map(|(key, read)| Some(KeyValue::new(key.to_owned(), value(read)?)))
}

/// `None` for a type that came after this was written.
fn value(value: ValueRef<'_>) -> Option<Value> {
    Some(match value {
        ValueRef::Bool(value) => Value::Bool(value),
        ValueRef::I64(value) => Value::I64(value),
        ValueRef::F64(value) => Value::F64(value),
        ValueRef::Str(text) => Value::String(text.to_owned().into()),
        ValueRef::Bools(list) => Value::Array(Array::Bool(list.to_vec())),
        ValueRef::I64s(list) => Value::Array(Array::I64(list.to_vec())),
        ValueRef::F64s(list) => Value::Array(Array::F64(list.to_vec())),
        ValueRef::Strs(list) => Value::Array(Array::String(
            list.map(|text| StringValue::from(text.to_owned()))
                .collect(),
        )),
        _ => return None,
    })
}

pub(super) fn owned_value(owned: &ours::Value) -> Option<Value> {
    value(match owned {
        ours::Value::Bool(value) => ValueRef::Bool(*value),
        ours::Value::I64(value) => ValueRef::I64(*value),
        ours::Value::F64(value) => ValueRef::F64(*value),
        ours::Value::Str(text) => ValueRef::Str(text),
        ours::Value::Bools(list) => ValueRef::Bools(list),
        ours::Value::I64s(list) => ValueRef::I64s(list),
        ours::Value::F64s(list) => ValueRef::F64s(list),
        ours::Value::Strs(list) => {
            let texts = list
                .iter()
                .map(|text| StringValue::from(text.clone().into_owned()));
            return Some(Value::Array(Array::String(texts.collect())));
        }
        _ => return None,
    })
}
