//! Recorded spans as the messages that a receiver should get.

use opentelemetry_proto::tonic::common::v1::any_value::Value as Decoded;
use opentelemetry_proto::tonic::common::v1::{AnyValue, ArrayValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::{Span, Status as DecodedStatus, span};
use trace_runtime::Value;
use trace_runtime::exporter::{FinishedSpan, SpanStatus};

pub(crate) fn expected(span: &FinishedSpan) -> Span {
    Span {
        trace_id: span.trace_id.to_bytes().to_vec(),
        span_id: span.span_id.to_bytes().to_vec(),
        trace_state: span.trace_state.clone(),
        parent_span_id: span
            .parent_span_id
            .map_or(vec![], |id| id.to_bytes().to_vec()),
        flags: u32::from(span.flags.to_u8())
            | 0x100
            | if span.parent_is_remote { 0x200 } else { 0 },
        name: span.name.to_string(),
        kind: span.kind as i32 + 1,
        start_time_unix_nano: span.start_unix_nanos,
        end_time_unix_nano: span.end_unix_nanos,
        attributes: key_values(&span.attributes),
        dropped_attributes_count: span.dropped_attributes,
        events: span
            .events
            .iter()
            .map(|event| span::Event {
                time_unix_nano: event.unix_nanos,
                name: event.name.to_string(),
                attributes: key_values(&event.attributes),
                dropped_attributes_count: event.dropped_attributes,
            })
            .collect(),
        dropped_events_count: span.dropped_events,
        links: span
            .links
            .iter()
            .map(|link| span::Link {
                trace_id: link.trace_id.to_bytes().to_vec(),
                span_id: link.span_id.to_bytes().to_vec(),
                trace_state: link.trace_state.clone(),
                attributes: key_values(&link.attributes),
                dropped_attributes_count: link.dropped_attributes,
                flags: u32::from(link.flags.to_u8()),
            })
            .collect(),
        dropped_links_count: span.dropped_links,
        status: Some(DecodedStatus {
            message: span.status().message().to_owned(),
            code: match span.status() {
                SpanStatus::Unset => 0,
                SpanStatus::Ok => 1,
                _ => 2,
            },
        }),
    }
}

pub(crate) fn key_values<K: ToString>(attributes: &[(K, Value)]) -> Vec<KeyValue> {
    attributes
        .iter()
        .map(|(key, value)| KeyValue {
            key: key.to_string(),
            value: Some(any_value(value)),
            ..KeyValue::default()
        })
        .collect()
}

pub(crate) fn any_value(value: &Value) -> AnyValue {
    let array = |values: Vec<Value>| {
        Decoded::ArrayValue(ArrayValue {
            values: values.iter().map(any_value).collect(),
        })
    };
    let value = match value.clone() {
        Value::Bool(value) => Decoded::BoolValue(value),
        Value::I64(value) => Decoded::IntValue(value),
        Value::F64(value) => Decoded::DoubleValue(value),
        Value::Str(text) => Decoded::StringValue(text.into_owned()),
        Value::Bools(list) => array(list.into_iter().map(Value::Bool).collect()),
        Value::I64s(list) => array(list.into_iter().map(Value::I64).collect()),
        Value::F64s(list) => array(list.into_iter().map(Value::F64).collect()),
        Value::Strs(list) => array(list.into_iter().map(Value::Str).collect()),
        other => unreachable!("{other:?} is not made here"),
    };
    AnyValue { value: Some(value) }
}
