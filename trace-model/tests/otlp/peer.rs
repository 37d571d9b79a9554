//! The same messages by `opentelemetry-proto`.

use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Theirs;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use proptest::prelude::*;
use prost::Message;
use trace_model::otlp::{Batch, Limits, Signal, read_traces, write_trace};
use trace_model::{Attribute, Value};

use crate::arbitrary::trace;

fn value(theirs: Option<&AnyValue>) -> Value {
    match theirs.and_then(|value| value.value.as_ref()) {
        None => Value::Empty,
        Some(Theirs::StringValue(text)) => text.as_str().into(),
        Some(Theirs::BoolValue(value)) => (*value).into(),
        Some(Theirs::IntValue(value)) => (*value).into(),
        Some(Theirs::DoubleValue(value)) => (*value).into(),
        Some(Theirs::BytesValue(bytes)) => Value::Bytes(bytes.as_slice().into()),
        Some(Theirs::ArrayValue(list)) => {
            Value::List(list.values.iter().map(|one| value(Some(one))).collect())
        }
        Some(Theirs::KvlistValue(map)) => Value::Map(attributes(&map.values)),
        Some(other) => panic!("no value of OTLP 1.9: {other:?}"),
    }
}

fn attributes(theirs: &[KeyValue]) -> Vec<Attribute> {
    let attribute = |theirs: &KeyValue| Attribute {
        key: theirs.key.as_str().into(),
        value: value(theirs.value.as_ref()),
    };
    theirs.iter().map(attribute).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_we_write_they_read(trace in trace()) {
        let (spans, lines) = write_trace(&trace);
        let theirs = ExportTraceServiceRequest::decode(&spans[..]).unwrap();
        let of_resources = theirs.resource_spans.iter();
        let of_scopes = of_resources.flat_map(|group| {
            group.scope_spans.iter().map(move |scope| (group, scope))
        });
        let all: Vec<_> = of_scopes
            .flat_map(|(group, scope)| scope.spans.iter().map(move |span| (group, scope, span)))
            .collect();
        prop_assert_eq!(all.len(), trace.spans.len());
        for (ours, (group, scope, theirs)) in trace.spans.iter().zip(all) {
            let resource = group.resource.as_ref().unwrap();
            let of_resource = attributes(&resource.attributes);
            prop_assert_eq!(format!("{of_resource:?}"), format!("{:?}", ours.resource.attributes));
            prop_assert_eq!(&*ours.resource.schema_url, group.schema_url.as_str());
            prop_assert_eq!(&*ours.scope.name, scope.scope.as_ref().unwrap().name.as_str());
            prop_assert_eq!(&*ours.scope.schema_url, scope.schema_url.as_str());
            prop_assert_eq!(&ours.trace_id.to_bytes()[..], &theirs.trace_id[..]);
            prop_assert_eq!(&ours.span_id.to_bytes()[..], &theirs.span_id[..]);
            let parent = ours.parent.map(|id| id.to_bytes().to_vec()).unwrap_or_default();
            prop_assert_eq!(parent, theirs.parent_span_id.clone());
            prop_assert_eq!(&*ours.name, theirs.name.as_str());
            prop_assert_eq!(&*ours.trace_state, theirs.trace_state.as_str());
            prop_assert_eq!(ours.flags, theirs.flags);
            prop_assert_eq!(i32::from(ours.kind.number()), theirs.kind);
            prop_assert_eq!(ours.start_unix_nanos, theirs.start_time_unix_nano);
            prop_assert_eq!(ours.end_unix_nanos, theirs.end_time_unix_nano);
            let of_span = attributes(&theirs.attributes);
            prop_assert_eq!(format!("{of_span:?}"), format!("{:?}", ours.attributes));
            prop_assert_eq!(ours.dropped_attributes, theirs.dropped_attributes_count);
            prop_assert_eq!(ours.dropped_events, theirs.dropped_events_count);
            prop_assert_eq!(ours.dropped_links, theirs.dropped_links_count);
            prop_assert_eq!(ours.events.len(), theirs.events.len());
            prop_assert_eq!(ours.links.len(), theirs.links.len());
        }
        let theirs = ExportLogsServiceRequest::decode(&lines[..]).unwrap();
        let scopes = theirs.resource_logs.iter().flat_map(|group| &group.scope_logs);
        let all: Vec<_> = scopes.flat_map(|scope| &scope.log_records).collect();
        prop_assert_eq!(all.len(), trace.logs.len());
        for (ours, theirs) in trace.logs.iter().zip(all) {
            let body = value(theirs.body.as_ref());
            prop_assert_eq!(format!("{body:?}"), format!("{:?}", ours.body));
            prop_assert_eq!(ours.severity_number, theirs.severity_number as u32);
            prop_assert_eq!(ours.observed_unix_nanos, theirs.observed_time_unix_nano);
            prop_assert_eq!(&*ours.event_name, theirs.event_name.as_str());
        }
    }

    /// Their own encoding, which may differ from ours in the order of fields.
    #[test]
    fn what_they_write_we_read(trace in trace()) {
        let (spans, lines) = write_trace(&trace);
        let spans = ExportTraceServiceRequest::decode(&spans[..]).unwrap().encode_to_vec();
        let lines = ExportLogsServiceRequest::decode(&lines[..]).unwrap().encode_to_vec();
        for (signal, bytes) in [(Signal::Traces, spans), (Signal::Logs, lines)] {
            let (batch, _) = Batch::read(signal, bytes.into(), &Limits::default()).unwrap();
            let traces = read_traces(&batch);
            match signal {
                Signal::Traces => {
                    prop_assert_eq!(format!("{:?}", traces[0].spans), format!("{:?}", trace.spans));
                }
                Signal::Logs => {
                    prop_assert_eq!(format!("{:?}", traces[0].logs), format!("{:?}", trace.logs));
                }
            }
        }
    }
}
