//! The exporters that write text: one line of JSON for each span, which holds
//! what was recorded; a tree in which each line is one of ours.

use serde_json::{Map, Value as Json};
use trace_runtime::Value;
use trace_runtime::exporter::FinishedSpan;

use super::{pipeline, program};
use crate::one_line;

/// Makes the spans that `data` stands for, and reads what was written of them.
pub fn check(data: &[u8]) {
    let program = program::program(data);
    let (_, exported) = pipeline::run(&program);
    let lines = one_line::lines(&exported.json);
    assert_eq!(lines.len(), exported.spans.len());
    for (line, span) in lines.into_iter().zip(&exported.spans) {
        let line = serde_json::from_str(line).expect("an object");
        json_line(&line, span);
    }
    tree(&exported);
}

fn json_line(object: &Map<String, Json>, span: &FinishedSpan) {
    assert_eq!(object["span_id"], span.span_id.to_string());
    assert_eq!(object["trace_id"], span.trace_id.to_string());
    assert_eq!(object["name"], *span.name);
    let message = object.get("message").and_then(Json::as_str);
    assert_eq!(message.unwrap_or_default(), span.status().message());
    attributes(&object["attributes"], &span.attributes);
    // Of a span, each key stands once; of events and links, as it was given.
    let keys = object["attributes"].as_object().map(Map::len);
    assert_eq!(keys, Some(span.attributes.len()));
    let list = |key| {
        object
            .get(key)
            .and_then(Json::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let (events, links) = (list("events"), list("links"));
    assert_eq!(
        (events.len(), links.len()),
        (span.events.len(), span.links.len())
    );
    for (event, recorded) in events.iter().zip(&span.events) {
        assert_eq!(event["name"], *recorded.name);
        attributes(&event["attributes"], &recorded.attributes);
    }
    for (link, recorded) in links.iter().zip(&span.links) {
        assert_eq!(link["span_id"], recorded.span_id.to_string());
        attributes(&link["attributes"], &recorded.attributes);
    }
}

/// Of a key that was given twice, the last counts.
fn attributes(found: &Json, recorded: &[(trace_runtime::Key, Value)]) {
    let expected = recorded
        .iter()
        .map(|(key, value)| (key.to_string(), as_json(value)));
    let expected: Map<String, Json> = expected.collect();
    assert_eq!(found.as_object(), Some(&expected));
}

fn as_json(value: &Value) -> Json {
    match value {
        Value::Bool(value) => Json::from(*value),
        Value::I64(value) => Json::from(*value),
        Value::F64(value) => float(*value),
        Value::Str(text) => Json::from(text.as_ref()),
        Value::Bools(list) => Json::from(list.clone()),
        Value::I64s(list) => Json::from(list.clone()),
        Value::F64s(list) => list.iter().copied().map(float).collect(),
        Value::Strs(list) => list.iter().map(|text| Json::from(text.as_ref())).collect(),
        other => panic!("{other:?}"),
    }
}

/// JSON has no number for these: texts, as in the JSON form of protobuf.
fn float(value: f64) -> Json {
    match value {
        value if value.is_nan() => Json::from("NaN"),
        f64::INFINITY => Json::from("inf"),
        f64::NEG_INFINITY => Json::from("-inf"),
        value => Json::from(value),
    }
}

/// A line for each span, each event and each link, of which six are shown and the rest
/// is one line; and none that a text made.
fn tree(exported: &pipeline::Exported) {
    let lines = one_line::lines(&exported.tree);
    let beside = exported.spans.iter().map(|span| {
        let events = span.events.iter().filter(|event| event.name != "exception");
        events.count() + span.links.len().min(7)
    });
    let expected = exported.spans.len() + beside.sum::<usize>();
    assert_eq!(lines.len(), expected, "{lines:#?}");
    assert!(lines[0].starts_with("root  "), "{}", lines[0]);
}
