//! Arbitrary traces.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use trace_model::{
    Attribute, Event, Link, LogRecord, Resource, Scope, Span, SpanId, SpanKind, Status, Trace,
    TraceId, Value,
};

fn text() -> impl Strategy<Value = Arc<str>> {
    prop_oneof![
        "",
        "[a-z.]{1,12}",
        ".{0,20}",
        r#"["\\\x00-\x1f\u{2028}😀é]{1,8}"#
    ]
    .prop_map(Arc::from)
}

/// Numbers at both ends of 64 bits, and in between.
fn time() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), Just(u64::MAX), any::<u64>()]
}

fn trace_id() -> impl Strategy<Value = TraceId> {
    (1..u128::MAX).prop_map(|id| TraceId::from_u128(id).expect("it is not 0"))
}

fn span_id() -> impl Strategy<Value = SpanId> {
    (1..u64::MAX).prop_map(|id| SpanId::from_u64(id).expect("it is not 0"))
}

/// A NaN is always the same one: JSON knows only one.
fn double() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(-0.0)
    ]
    .prop_map(|number| match number.is_nan() {
        true => f64::NAN,
        false => number,
    })
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Empty),
        text().prop_map(Value::Text),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        double().prop_map(Value::Double),
        vec(any::<u8>(), 0..12).prop_map(|bytes| Value::Bytes(bytes.into())),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        let entry = (text(), inner.clone()).prop_map(|(key, value)| Attribute { key, value });
        prop_oneof![
            vec(inner, 0..4).prop_map(Value::List),
            vec(entry, 0..4).prop_map(Value::Map),
        ]
    })
}

fn attributes() -> impl Strategy<Value = Vec<Attribute>> {
    let attribute = (text(), value()).prop_map(|(key, value)| Attribute { key, value });
    vec(attribute, 0..5)
}

fn origin() -> impl Strategy<Value = (Arc<Resource>, Arc<Scope>)> {
    let resource = (attributes(), any::<u32>(), text()).prop_map(
        |(attributes, dropped_attributes, schema_url)| Resource {
            attributes,
            dropped_attributes,
            schema_url,
        },
    );
    let scope = (text(), text(), attributes(), any::<u32>(), text()).prop_map(
        |(name, version, attributes, dropped_attributes, schema_url)| Scope {
            name,
            version,
            attributes,
            dropped_attributes,
            schema_url,
        },
    );
    (resource.prop_map(Arc::new), scope.prop_map(Arc::new))
}

fn event() -> impl Strategy<Value = Event> {
    (time(), text(), attributes(), any::<u32>()).prop_map(
        |(unix_nanos, name, attributes, dropped_attributes)| Event {
            unix_nanos,
            name,
            attributes,
            dropped_attributes,
        },
    )
}

fn link() -> impl Strategy<Value = Link> {
    (
        trace_id(),
        span_id(),
        text(),
        any::<u32>(),
        attributes(),
        any::<u32>(),
    )
        .prop_map(
            |(trace_id, span_id, trace_state, flags, attributes, dropped_attributes)| Link {
                trace_id,
                span_id,
                trace_state,
                flags,
                attributes,
                dropped_attributes,
            },
        )
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![
        Just(Status::Unset),
        Just(Status::Ok),
        text().prop_map(|message| Status::Error { message }),
    ]
}

fn span(trace_id: TraceId) -> impl Strategy<Value = Span> {
    let who = (
        span_id(),
        option::of(span_id()),
        text(),
        any::<u32>(),
        text(),
    );
    let when = (prop::sample::select(&SpanKind::ALL[..]), time(), time());
    let what = (
        attributes(),
        vec(event(), 0..3),
        vec(link(), 0..3),
        status(),
    );
    let dropped = any::<[u32; 3]>();
    (who, when, what, dropped, origin()).prop_map(
        move |(who, when, what, dropped, (resource, scope))| Span {
            trace_id,
            span_id: who.0,
            parent: who.1,
            trace_state: who.2,
            flags: who.3,
            name: who.4,
            kind: when.0,
            start_unix_nanos: when.1,
            end_unix_nanos: when.2,
            attributes: what.0,
            dropped_attributes: dropped[0],
            events: what.1,
            dropped_events: dropped[1],
            links: what.2,
            dropped_links: dropped[2],
            status: what.3,
            resource,
            scope,
        },
    )
}

fn line(trace_id: TraceId) -> impl Strategy<Value = LogRecord> {
    let who = (
        option::of(span_id()),
        any::<u32>(),
        time(),
        time(),
        any::<u32>(),
    );
    let what = (text(), text(), value(), attributes(), any::<u32>());
    (who, what, origin()).prop_map(move |(who, what, (resource, scope))| LogRecord {
        trace_id,
        span_id: who.0,
        flags: who.1,
        unix_nanos: who.2,
        observed_unix_nanos: who.3,
        severity_number: who.4,
        severity_text: what.0,
        event_name: what.1,
        body: what.2,
        attributes: what.3,
        dropped_attributes: what.4,
        resource,
        scope,
    })
}

/// A trace with a span and a line at least.
pub(crate) fn trace() -> impl Strategy<Value = Trace> {
    trace_id().prop_flat_map(|id| {
        (vec(span(id), 1..5), vec(line(id), 1..4)).prop_map(move |(spans, logs)| Trace {
            id,
            spans,
            logs,
        })
    })
}
