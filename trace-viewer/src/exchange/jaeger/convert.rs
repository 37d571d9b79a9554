//! From Jaeger's words to those of OTLP.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use trace_model::otlp::Refused;
use trace_model::{
    Attribute, Event, Link, Resource, Scope, Span, SpanId, SpanKind, Status, Trace, TraceId, Value,
};

use super::shapes;

/// The traces of a file; a span without valid ids is left out and counted.
pub(in super::super) fn traces(text: &str) -> Result<(Vec<Trace>, Refused), serde_json::Error> {
    let answer: shapes::Answer = serde_json::from_str(text)?;
    let mut refused = Refused::default();
    let mut traces: Vec<Trace> = Vec::new();
    for trace in answer.data {
        let resources: HashMap<_, _> = trace
            .processes
            .iter()
            .map(|(id, process)| (id.as_str(), Arc::new(resource(process))))
            .collect();
        for read in &trace.spans {
            let own = read
                .process
                .as_ref()
                .map(|process| Arc::new(resource(process)));
            let resource = own.or_else(|| resources.get(read.process_id.as_str()).cloned());
            match span(read, &trace.trace_id, resource.unwrap_or_default()) {
                Ok(span) => match traces.iter_mut().find(|trace| trace.id == span.trace_id) {
                    Some(trace) => trace.spans.push(span),
                    None => traces.push(Trace {
                        id: span.trace_id,
                        spans: vec![span],
                        logs: Vec::new(),
                    }),
                },
                Err(why) => {
                    if refused.count == 0 {
                        refused.first = why;
                    }
                    refused.count += 1;
                }
            }
        }
    }
    Ok((traces, refused))
}

/// Ids are written without the zeros in front of them.
fn trace_id(text: &str) -> Result<TraceId, String> {
    let id = format!("{:0>32}", text.to_ascii_lowercase());
    id.parse()
        .map_err(|_| format!("`{}` is no trace id", text.escape_debug()))
}

fn span_id(text: &str) -> Result<SpanId, String> {
    let id = format!("{:0>16}", text.to_ascii_lowercase());
    id.parse()
        .map_err(|_| format!("`{}` is no span id", text.escape_debug()))
}

fn nanos(micros: u64) -> u64 {
    micros.saturating_mul(1_000)
}

fn span(read: &shapes::Span, of_trace: &str, resource: Arc<Resource>) -> Result<Span, String> {
    let own = match read.trace_id.as_str() {
        "" => of_trace,
        own => own,
    };
    let trace_id = trace_id(own)?;
    let mut parent = match read.parent_span_id.as_str() {
        "" | "0" => None,
        id => Some(span_id(id)?),
    };
    let mut links = Vec::new();
    for reference in read.references.iter().flatten() {
        let to = span_id(&reference.span_id)?;
        let to_trace = match reference.trace_id.as_str() {
            "" => trace_id,
            id => self::trace_id(id)?,
        };
        if reference.ref_type == "CHILD_OF"
            && to_trace == trace_id
            && parent.is_none_or(|id| id == to)
        {
            parent = Some(to);
        } else {
            links.push(Link {
                trace_id: to_trace,
                span_id: to,
                trace_state: "".into(),
                flags: 0,
                attributes: Vec::new(),
                dropped_attributes: 0,
            });
        }
    }
    let mut said = Said::default();
    let tags = read.tags.iter().flatten();
    let attributes = tags.filter_map(|tag| said.take(tag)).collect();
    Ok(Span {
        trace_id,
        span_id: span_id(&read.span_id)?,
        parent,
        trace_state: said.trace_state.clone(),
        flags: read.flags,
        name: read.operation_name.as_str().into(),
        kind: said.kind,
        start_unix_nanos: nanos(read.start_time),
        end_unix_nanos: nanos(read.start_time.saturating_add(read.duration)),
        attributes,
        dropped_attributes: 0,
        events: read.logs.iter().flatten().map(event).collect(),
        dropped_events: 0,
        links,
        dropped_links: 0,
        status: said.status(),
        resource,
        scope: Arc::new(said.scope),
    })
}

/// What tags say that is no attribute in OTLP.
#[derive(Debug, Default)]
struct Said {
    kind: SpanKind,
    failed: bool,
    succeeded: bool,
    message: Arc<str>,
    trace_state: Arc<str>,
    scope: Scope,
}

impl Said {
    /// The tag as an attribute, where it is one.
    fn take(&mut self, tag: &shapes::Tag) -> Option<Attribute> {
        let value = value(tag);
        let text = || Arc::from(value.to_string());
        match tag.key.as_str() {
            "span.kind" => {
                let named = |kind: &SpanKind| value.as_text() == Some(kind.as_str());
                let kinds = SpanKind::ALL.into_iter().skip(1);
                self.kind = kinds.into_iter().find(named).unwrap_or_default();
            }
            "error" if matches!(value.as_text(), Some("true")) || value == Value::Bool(true) => {
                self.failed = true;
            }
            "otel.status_code" if value.as_text() == Some("ERROR") => self.failed = true,
            "otel.status_code" if value.as_text() == Some("OK") => self.succeeded = true,
            "otel.status_description" => self.message = text(),
            "w3c.tracestate" => self.trace_state = text(),
            "otel.scope.name" | "otel.library.name" => self.scope.name = text(),
            "otel.scope.version" | "otel.library.version" => self.scope.version = text(),
            _ => return Some(attribute(&tag.key, value)),
        }
        None
    }

    fn status(&self) -> Status {
        match (self.failed, self.succeeded) {
            (true, _) => Status::Error {
                message: self.message.clone(),
            },
            (false, true) => Status::Ok,
            (false, false) => Status::Unset,
        }
    }
}

fn event(log: &shapes::Log) -> Event {
    let name = log.fields.iter().find(|field| field.key == "event");
    let others = log.fields.iter().filter(|field| field.key != "event");
    Event {
        unix_nanos: nanos(log.timestamp),
        name: name.map_or_else(|| "log".into(), |name| value(name).to_string().into()),
        attributes: others
            .map(|field| attribute(&field.key, value(field)))
            .collect(),
        dropped_attributes: 0,
    }
}

fn resource(process: &shapes::Process) -> Resource {
    let name = attribute("service.name", process.service_name.as_str().into());
    let tags = process.tags.iter().flatten();
    let tags = tags.map(|tag| attribute(&tag.key, value(tag)));
    Resource {
        attributes: std::iter::once(name).chain(tags).collect(),
        ..Resource::default()
    }
}

fn attribute(key: &str, value: Value) -> Attribute {
    Attribute {
        key: key.into(),
        value,
    }
}

fn value(tag: &shapes::Tag) -> Value {
    use serde_json::Value as Json;
    match (&tag.value, tag.kind.as_str()) {
        (Json::String(text), "binary") => match STANDARD.decode(text) {
            Ok(bytes) => Value::Bytes(bytes.into()),
            Err(_) => text.as_str().into(),
        },
        // 64 bits do not always survive as a number: some write them as texts.
        (Json::String(text), "int64") => match text.parse() {
            Ok(number) => Value::Int(number),
            Err(_) => text.as_str().into(),
        },
        (Json::String(text), "bool") => match text.parse() {
            Ok(truth) => Value::Bool(truth),
            Err(_) => text.as_str().into(),
        },
        (Json::String(text), _) => text.as_str().into(),
        (Json::Bool(truth), _) => Value::Bool(*truth),
        (Json::Number(number), kind) => match number.as_i64().filter(|_| kind != "float64") {
            Some(number) => Value::Int(number),
            None => Value::Double(number.as_f64().unwrap_or(f64::NAN)),
        },
        (Json::Null, _) => Value::Empty,
        (other, _) => other.to_string().as_str().into(),
    }
}
