//! From a span to Jaeger's JSON of it.
//!
//! Source: "Jaeger ↔ OTLP", opentelemetry-specification `trace/sdk_exporters/jaeger.md`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use trace_model::{Attribute, Event, Resource, Span, SpanKind, Status, Value};

/// The largest whole number that JavaScript holds; beyond it Jaeger writes a text.
const MAX_SAFE: u64 = (1 << 53) - 1;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JaegerSpan {
    #[serde(rename = "traceID")]
    trace_id: String,
    #[serde(rename = "spanID")]
    span_id: String,
    flags: u32,
    operation_name: String,
    references: Vec<Reference>,
    /// Microseconds since 1970.
    start_time: u64,
    /// Microseconds.
    duration: u64,
    tags: Vec<Tag>,
    logs: Vec<Log>,
    #[serde(rename = "processID")]
    process_id: String,
    warnings: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Reference {
    ref_type: &'static str,
    #[serde(rename = "traceID")]
    trace_id: String,
    #[serde(rename = "spanID")]
    span_id: String,
}

#[derive(Debug, Serialize)]
struct Log {
    timestamp: u64,
    fields: Vec<Tag>,
}

#[derive(Debug, Serialize)]
struct Tag {
    key: String,
    r#type: &'static str,
    value: serde_json::Value,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Process {
    service_name: String,
    tags: Vec<Tag>,
}

impl JaegerSpan {
    pub(super) fn of(span: &Span, process_id: String) -> Self {
        let parent = span.parent.map(|parent| Reference {
            ref_type: "CHILD_OF",
            trace_id: span.trace_id.to_string(),
            span_id: parent.to_string(),
        });
        let links = span.links.iter().map(|link| Reference {
            ref_type: "FOLLOWS_FROM",
            trace_id: link.trace_id.to_string(),
            span_id: link.span_id.to_string(),
        });
        JaegerSpan {
            trace_id: span.trace_id.to_string(),
            span_id: span.span_id.to_string(),
            flags: span.flags & 0xff,
            operation_name: span.name.to_string(),
            references: parent.into_iter().chain(links).collect(),
            start_time: span.start_unix_nanos / 1_000,
            duration: span.duration_nanos() / 1_000,
            tags: tags(span),
            logs: span.events.iter().map(log).collect(),
            process_id,
            warnings: warnings(span),
        }
    }
}

impl JaegerSpan {
    /// The span without its tags, logs and links.
    pub(super) fn bare(span: &Span, process_id: String) -> Self {
        let without = Span {
            attributes: Vec::new(),
            events: Vec::new(),
            links: Vec::new(),
            trace_state: "".into(),
            ..span.clone()
        };
        let mut bare = JaegerSpan::of(&without, process_id);
        let warning = "too long for this answer: its tags, logs and links were left out; ask for \
                       the trace by its id";
        let warnings = bare.warnings.get_or_insert_default();
        warnings.insert(0, warning.to_owned());
        bare
    }
}

impl Process {
    pub(super) fn of(resource: &Resource) -> Self {
        let others = resource
            .attributes
            .iter()
            .filter(|at| &*at.key != "service.name");
        Process {
            service_name: resource.service().to_string(),
            tags: others.map(tag).collect(),
        }
    }
}

fn tags(span: &Span) -> Vec<Tag> {
    let mut tags: Vec<_> = span.attributes.iter().map(tag).collect();
    let mut add = |key: &str, value: &Value| tags.push(named(key, value));
    if !span.scope.name.is_empty() {
        add("otel.scope.name", &Value::Text(span.scope.name.clone()));
    }
    if !span.scope.version.is_empty() {
        add(
            "otel.scope.version",
            &Value::Text(span.scope.version.clone()),
        );
    }
    if span.kind != SpanKind::Unspecified {
        add("span.kind", &span.kind.as_str().into());
    }
    match &span.status {
        Status::Unset => {}
        Status::Ok => add("otel.status_code", &"OK".into()),
        Status::Error { message } => {
            add("error", &true.into());
            add("otel.status_code", &"ERROR".into());
            if !message.is_empty() {
                add("otel.status_description", &Value::Text(message.clone()));
            }
        }
    }
    if !span.trace_state.is_empty() {
        add("w3c.tracestate", &Value::Text(span.trace_state.clone()));
    }
    tags
}

fn log(event: &Event) -> Log {
    let has_name = event.get("event").is_some();
    let name = (!has_name).then(|| named("event", &Value::Text(event.name.clone())));
    Log {
        timestamp: event.unix_nanos / 1_000,
        fields: name
            .into_iter()
            .chain(event.attributes.iter().map(tag))
            .collect(),
    }
}

fn warnings(span: &Span) -> Option<Vec<String>> {
    let dropped = [
        (span.dropped_attributes, "attributes"),
        (span.dropped_events, "events"),
        (span.dropped_links, "links"),
    ];
    let mut warnings: Vec<_> = dropped
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("the sender left out {count} {what}"))
        .collect();
    if span.end_unix_nanos < span.start_unix_nanos {
        warnings.push("the span ends before it starts: its duration is not known".to_owned());
    }
    (!warnings.is_empty()).then_some(warnings)
}

fn tag(attribute: &Attribute) -> Tag {
    named(&attribute.key, &attribute.value)
}

fn named(key: &str, value: &Value) -> Tag {
    let (r#type, value) = match value {
        Value::Bool(value) => ("bool", (*value).into()),
        Value::Int(number) if number.unsigned_abs() <= MAX_SAFE => ("int64", (*number).into()),
        Value::Int(number) => ("int64", number.to_string().into()),
        // JSON has no NaN, and no infinity.
        Value::Double(number) if number.is_finite() => ("float64", (*number).into()),
        Value::Bytes(bytes) => ("binary", STANDARD.encode(bytes).into()),
        Value::Empty | Value::Text(_) | Value::Double(_) | Value::List(_) | Value::Map(_) => {
            ("string", value.to_string().into())
        }
    };
    Tag {
        key: key.to_owned(),
        r#type,
        value,
    }
}
