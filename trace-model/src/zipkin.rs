//! Spans of Zipkin, version 2 of its JSON.
//!
//! Sources: <https://zipkin.io/zipkin-api/zipkin2-api.yaml>, and "Zipkin" of
//! <https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/>, read backwards.

mod annotation;

use std::sync::Arc;

use trace_runtime::{SpanId, TraceId};

use crate::json::{Fault, JsonError, Lexer, items, members, number, text};
use crate::otlp::{Refused, write_spans};
use crate::resource::Resource;
use crate::span::{Event, Span, SpanKind, Status};
use crate::value::{Attribute, Value};

/// Writes a list of Zipkin's spans as a request of OTLP, for
/// [`Batch::read`](crate::otlp::Batch::read).
///
/// Tags become attributes, annotations events, the tag `error` a status. An annotation into
/// which an exporter of OpenTelemetry has written an event with its attributes becomes that
/// event. Where client and server share a span, both keep its id. A span that says something
/// impossible is refused alone.
///
/// ```
/// use trace_model::otlp::{Batch, Limits, Signal};
/// use trace_model::zipkin;
///
/// let text = br#"[{"traceId": "5982fe77008310cc", "id": "bd7a977555f6b982", "kind": "CLIENT"}]"#;
/// let (bytes, _) = zipkin::to_protobuf(text)?;
/// let (batch, _) = Batch::read(Signal::Traces, bytes.into(), &Limits::default())?;
/// assert_eq!(batch.entries()[0].trace_id.to_string(), "00000000000000005982fe77008310cc");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The bytes are no JSON, or no list, so that nothing of it can be taken.
pub fn to_protobuf(text: &[u8]) -> Result<(Vec<u8>, Refused), JsonError> {
    let text = std::str::from_utf8(text)
        .map_err(|error| JsonError::new(error.valid_up_to(), "what follows is no UTF-8"))?;
    let mut lexer = Lexer::of(text);
    let at = lexer.at();
    if !lexer.take(b'[') {
        return Err(JsonError::new(at, "a list of spans belongs here"));
    }
    let (mut out, mut refused) = (Vec::new(), Refused::default());
    let mut is_first = true;
    while lexer.item(&mut is_first)? {
        let before = lexer.clone();
        match span(&mut lexer) {
            Ok(span) => out.extend(write_spans(&[span])),
            Err(Fault::Syntax(error)) => return Err(error),
            Err(Fault::Content(error)) => {
                lexer = before;
                lexer.skip()?;
                if refused.count == 0 {
                    refused.first = error.to_string();
                }
                refused.count += 1;
            }
        }
    }
    lexer.end()?;
    Ok((out, refused))
}

fn span(lexer: &mut Lexer<'_>) -> Result<Span, Fault> {
    let at = lexer.at();
    let (mut trace_id, mut span_id, mut parent) = (None, None, None);
    let (mut name, mut kind): (Arc<str>, _) = ("".into(), SpanKind::Internal);
    let (mut start_unix_nanos, mut duration) = (0, 0);
    let (mut attributes, mut resource) = (Vec::new(), Vec::new());
    let (mut events, mut status) = (Vec::new(), Status::Unset);
    members(lexer, |lexer, key| {
        match key {
            "traceId" => trace_id = hex(lexer)?.and_then(TraceId::from_u128),
            "id" => span_id = span_id_of(lexer)?,
            "parentId" => parent = span_id_of(lexer)?,
            "name" => name = text(lexer)?.unwrap_or_default().into(),
            "kind" => kind = kind_of(lexer)?,
            "timestamp" => start_unix_nanos = micros(lexer)?,
            "duration" => duration = micros(lexer)?,
            "localEndpoint" => endpoint(lexer, &mut resource, ["service.name", "host.ip", ""])?,
            "remoteEndpoint" => {
                let keys = ["peer.service", "network.peer.address", "network.peer.port"];
                endpoint(lexer, &mut attributes, keys)?;
            }
            "annotations" => items(lexer, |lexer| {
                events.push(annotation(lexer)?);
                Ok(())
            })?,
            "tags" => members(lexer, |lexer, key| {
                let value: Arc<str> = text(lexer)?.unwrap_or_default().into();
                match key {
                    "error" => status = Status::Error { message: value },
                    key => attributes.push(attribute(key, Value::Text(value))),
                }
                Ok(())
            })?,
            _ => lexer.skip()?,
        }
        Ok(())
    })?;
    let missing = |what| Fault::content(at, format!("a span without a valid `{what}`"));
    Ok(Span {
        trace_id: trace_id.ok_or_else(|| missing("traceId"))?,
        span_id: span_id.ok_or_else(|| missing("id"))?,
        parent,
        trace_state: "".into(),
        flags: 0,
        name,
        kind,
        start_unix_nanos,
        end_unix_nanos: start_unix_nanos.saturating_add(duration),
        attributes,
        dropped_attributes: 0,
        events,
        dropped_events: 0,
        links: Vec::new(),
        dropped_links: 0,
        status,
        resource: Arc::new(Resource {
            attributes: resource,
            ..Resource::default()
        }),
        scope: Arc::default(),
    })
}

fn endpoint(
    lexer: &mut Lexer<'_>,
    to: &mut Vec<Attribute>,
    [name, address, port]: [&str; 3],
) -> Result<(), Fault> {
    members(lexer, |lexer, key| {
        let (key, value) = match key {
            "serviceName" => (name, text(lexer)?.map(|text| Value::Text(text.into()))),
            "ipv4" | "ipv6" => (address, text(lexer)?.map(|text| Value::Text(text.into()))),
            "port" => (port, number(lexer)?.map(Value::Int)),
            _ => return Ok(lexer.skip()?),
        };
        to.extend(
            value
                .filter(|_| !key.is_empty())
                .map(|value| attribute(key, value)),
        );
        Ok(())
    })
}

fn annotation(lexer: &mut Lexer<'_>) -> Result<Event, Fault> {
    let mut event = Event {
        unix_nanos: 0,
        name: "".into(),
        attributes: Vec::new(),
        dropped_attributes: 0,
    };
    members(lexer, |lexer, key| {
        match key {
            "timestamp" => event.unix_nanos = micros(lexer)?,
            "value" => {
                let value = text(lexer)?.unwrap_or_default();
                match annotation::event(&value) {
                    Some((name, attributes)) => (event.name, event.attributes) = (name, attributes),
                    None => event.name = value.into(),
                }
            }
            _ => lexer.skip()?,
        }
        Ok(())
    })?;
    Ok(event)
}

/// A time in microseconds, in nanoseconds.
fn micros(lexer: &mut Lexer<'_>) -> Result<u64, Fault> {
    let micros: Option<u64> = number(lexer)?;
    Ok(micros.unwrap_or(0).saturating_mul(1_000))
}

/// An id of up to 32 digits: short ones have zeros in front of them.
fn hex(lexer: &mut Lexer<'_>) -> Result<Option<u128>, Fault> {
    let at = lexer.at();
    let Some(text) = text(lexer)? else {
        return Ok(None);
    };
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = u128::from_str_radix(&text, 16).ok().filter(|_| is_hex);
    number
        .map(Some)
        .ok_or_else(|| Fault::content(at, "an id in hexadecimal digits belongs here"))
}

fn span_id_of(lexer: &mut Lexer<'_>) -> Result<Option<SpanId>, Fault> {
    let at = lexer.at();
    let id = hex(lexer)?.map(u64::try_from).transpose();
    let id = id.map_err(|_| Fault::content(at, "an id of more than 16 digits"))?;
    Ok(id.and_then(SpanId::from_u64))
}

fn kind_of(lexer: &mut Lexer<'_>) -> Result<SpanKind, Fault> {
    let at = lexer.at();
    match text(lexer)?.as_deref() {
        None | Some("") => Ok(SpanKind::Internal),
        Some("CLIENT") => Ok(SpanKind::Client),
        Some("SERVER") => Ok(SpanKind::Server),
        Some("PRODUCER") => Ok(SpanKind::Producer),
        Some("CONSUMER") => Ok(SpanKind::Consumer),
        Some(_) => Err(Fault::content(at, "no kind of span is called so")),
    }
}

fn attribute(key: &str, value: Value) -> Attribute {
    Attribute {
        key: key.into(),
        value,
    }
}
