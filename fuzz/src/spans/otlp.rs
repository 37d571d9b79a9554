//! OTLP: our bytes, decoded by the protobuf library of others, are the spans that
//! were recorded.

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value};
use opentelemetry_proto::tonic::trace::v1::{Span as OtlpSpan, status::StatusCode};
use prost::Message as _;
use trace_runtime::{SpanKind, Value};

use super::model::{self, Link, Pairs, Span};
use super::{pipeline, program};

/// Makes the spans that `data` stands for, and compares.
pub fn check(data: &[u8]) {
    let program = program::program(data);
    let ((root, ids), exported) = pipeline::run(&program);
    let mut spans: Vec<OtlpSpan> = Vec::new();
    for message in &exported.otlp {
        let request = ExportTraceServiceRequest::decode(message.as_slice()).expect("protobuf");
        for resource_spans in request.resource_spans {
            let resource = resource_spans.resource.expect("a resource");
            let name = ("service.name".to_owned(), Value::from("fuzz"));
            assert!(pairs(resource.attributes).contains(&name));
            for scope_spans in resource_spans.scope_spans {
                assert!(!scope_spans.scope.expect("a scope").name.is_empty());
                spans.extend(scope_spans.spans);
            }
        }
    }
    assert_eq!(spans.len(), program.len() + 1, "spans arrive once");
    for (node, id) in program.iter().zip(ids) {
        let of_id = |span: &&OtlpSpan| span.span_id == id.to_bytes();
        let span = spans.iter().find(of_id).expect("each span arrives");
        assert_eq!(span.parent_span_id, root.to_bytes());
        assert_eq!(span.trace_id.len(), 16);
        assert_eq!(span.trace_state, "");
        // Sampled, random, and known not to be remote.
        assert_eq!(span.flags, 0x103);
        let recorded = exported
            .spans
            .iter()
            .find(|span| span.span_id == id)
            .expect("recorded");
        assert_eq!(span.trace_id, recorded.trace_id.to_bytes());
        assert_eq!(span.start_time_unix_nano, recorded.start_unix_nanos);
        assert_eq!(span.end_time_unix_nano, recorded.end_unix_nanos);
        let times = span.events.iter().map(|event| event.time_unix_nano);
        assert!(times.eq(recorded.events.iter().map(|event| event.unix_nanos)));
        model::assert_same(&read(span), &as_otlp(model::expected(node)));
    }
}

/// What OTLP does not have: attributes without a key, keys twice, of which the
/// last counts, and a type for lists without items.
fn as_otlp(mut span: Span) -> Span {
    let last_of_each = |pairs: &mut Pairs| {
        let all = pairs.clone();
        let mut at = 0;
        pairs.retain(|(key, _)| {
            at += 1;
            !key.is_empty() && !all[at..].iter().any(|(later, _)| later == key)
        });
        for (_, value) in pairs {
            let is_empty = match value {
                Value::Bools(list) => list.is_empty(),
                Value::I64s(list) => list.is_empty(),
                Value::F64s(list) => list.is_empty(),
                _ => false,
            };
            if is_empty {
                *value = Value::Strs(Vec::new());
            }
        }
    };
    last_of_each(&mut span.attributes);
    span.events
        .iter_mut()
        .for_each(|event| last_of_each(&mut event.1));
    span.links
        .iter_mut()
        .for_each(|link| last_of_each(&mut link.attributes));
    span
}

fn read(span: &OtlpSpan) -> Span {
    let status = span.status.clone().unwrap_or_default();
    let events = span.events.iter().cloned().map(|event| {
        (
            event.name,
            pairs(event.attributes),
            event.dropped_attributes_count,
        )
    });
    let links = span.links.iter().cloned().map(|link| Link {
        trace_id: link.trace_id.try_into().expect("16 bytes"),
        span_id: link.span_id.try_into().expect("8 bytes"),
        flags: u8::try_from(link.flags).expect("the W3C flags"),
        state: link.trace_state,
        attributes: pairs(link.attributes),
        dropped_attributes: link.dropped_attributes_count,
    });
    Span {
        name: span.name.clone(),
        kind: match span.kind {
            1 => SpanKind::Internal,
            2 => SpanKind::Server,
            3 => SpanKind::Client,
            4 => SpanKind::Producer,
            5 => SpanKind::Consumer,
            other => panic!("kind {other}"),
        },
        attributes: pairs(span.attributes.clone()),
        dropped_attributes: span.dropped_attributes_count,
        events: events.collect(),
        dropped_events: span.dropped_events_count,
        links: links.collect(),
        dropped_links: span.dropped_links_count,
        error: (status.code() == StatusCode::Error).then(|| status.message.clone()),
        is_ok: status.code() == StatusCode::Ok,
    }
}

fn pairs(attributes: Vec<KeyValue>) -> Pairs {
    let pairs = attributes.into_iter();
    pairs
        .map(|pair| (pair.key, value(pair.value.expect("a value"))))
        .collect()
}

fn value(any: AnyValue) -> Value {
    use any_value::Value::{ArrayValue, BoolValue, DoubleValue, IntValue, StringValue};
    match any.value.expect("a value, also where it is zero") {
        BoolValue(value) => Value::Bool(value),
        IntValue(value) => Value::I64(value),
        DoubleValue(value) => Value::F64(value),
        StringValue(text) => Value::from(text),
        ArrayValue(list) => self::list(list.values),
        other => panic!("{other:?}"),
    }
}

/// An empty list has no type of its own in OTLP.
fn list(items: Vec<AnyValue>) -> Value {
    let items: Vec<Value> = items.into_iter().map(value).collect();
    match items.first() {
        Some(Value::Bool(_)) => Value::Bools(
            items
                .iter()
                .map(|item| matches!(item, Value::Bool(true)))
                .collect(),
        ),
        Some(Value::I64(_)) => Value::I64s(
            items
                .iter()
                .map(|item| match item {
                    Value::I64(item) => *item,
                    other => panic!("{other:?} among numbers"),
                })
                .collect(),
        ),
        Some(Value::F64(_)) => Value::F64s(
            items
                .iter()
                .map(|item| match item {
                    Value::F64(item) => *item,
                    other => panic!("{other:?} among numbers"),
                })
                .collect(),
        ),
        _ => Value::Strs(
            items
                .iter()
                .map(|item| match item {
                    Value::Str(text) => text.clone(),
                    other => panic!("{other:?} among texts"),
                })
                .collect(),
        ),
    }
}
