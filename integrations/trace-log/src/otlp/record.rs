//! An event as OTLP has it, encoded where it happens.

use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

use trace_runtime::{Resource, Value};
use tracing::{Event, Level};

use super::wire;
use crate::field::{FieldValue, TakeField, read_event, target};
use crate::ids::Ids;

/// A log record has no place for it but among the attributes.
const CORRELATION_ID: &str = "trace.correlation_id";

/// Appends `event` as one `ResourceLogs.scope_logs`: its target is the name of
/// its scope.
pub(super) fn encode(
    to: &mut Vec<u8>,
    event: &Event<'_>,
    ids: Option<&Ids>,
    text: &mut String,
    limit: usize,
) {
    let mut fields = Fields::default();
    read_event(event, &mut fields, text, limit);
    if let Some(ids) = ids {
        let id = FieldValue::Text(ids.correlation_id.as_str());
        fields.take(Cow::Borrowed(CORRELATION_ID), id);
    }
    let record = record(*event.metadata().level(), ids, &fields);

    let mut scope = Vec::new();
    wire::bytes(&mut scope, 1, target(event).as_bytes());
    let mut scope_logs = Vec::with_capacity(scope.len() + record.len() + 16);
    wire::bytes(&mut scope_logs, 1, &scope);
    wire::bytes(&mut scope_logs, 2, &record);
    wire::bytes(to, 2, &scope_logs);
}

/// `opentelemetry.proto.logs.v1.LogRecord`
fn record(level: Level, ids: Option<&Ids>, fields: &Fields) -> Vec<u8> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let now = u64::try_from(now.as_nanos()).unwrap_or(u64::MAX);
    let mut to = Vec::with_capacity(128 + fields.body.len() + fields.attributes.len());
    wire::fixed64(&mut to, 1, now);
    wire::number(&mut to, 2, severity(level));
    wire::bytes(&mut to, 3, level.as_str().as_bytes());
    wire::bytes(&mut to, 5, &fields.body);
    to.extend_from_slice(&fields.attributes);
    if let Some(ids) = ids {
        wire::fixed32(&mut to, 8, ids.flags.to_u8().into());
        wire::bytes(&mut to, 9, &ids.trace_id.to_bytes());
        wire::bytes(&mut to, 10, &ids.span_id.to_bytes());
    }
    wire::fixed64(&mut to, 11, now);
    to
}

/// The lowest number of each range of the OpenTelemetry logs data model.
fn severity(level: Level) -> u64 {
    match level {
        Level::TRACE => 1,
        Level::DEBUG => 5,
        Level::INFO => 9,
        Level::WARN => 13,
        Level::ERROR => 17,
    }
}

/// The parts of a record that fields make.
#[derive(Debug, Default)]
struct Fields {
    /// An `AnyValue`.
    body: Vec<u8>,
    /// Fields 6 of the record, each a `KeyValue`.
    attributes: Vec<u8>,
}

impl TakeField for Fields {
    const HAS_MESSAGE: bool = true;
    const OURS: &[&str] = &[CORRELATION_ID];

    fn message(&mut self, value: FieldValue<'_>) {
        self.body = any_value(value);
    }

    fn take(&mut self, name: Cow<'static, str>, value: FieldValue<'_>) {
        wire::bytes(
            &mut self.attributes,
            6,
            &key_value(&name, &any_value(value)),
        );
    }
}

fn key_value(key: &str, any_value: &[u8]) -> Vec<u8> {
    let mut to = Vec::with_capacity(key.len() + any_value.len() + 8);
    wire::bytes(&mut to, 1, key.as_bytes());
    wire::bytes(&mut to, 2, any_value);
    to
}

/// `opentelemetry.proto.common.v1.AnyValue`
fn any_value(value: FieldValue<'_>) -> Vec<u8> {
    let mut to = Vec::new();
    match value {
        FieldValue::Null => {} // an `AnyValue` without a value
        FieldValue::Text(text) => wire::bytes(&mut to, 1, text.as_bytes()),
        FieldValue::Bool(value) => wire::number(&mut to, 2, value.into()),
        FieldValue::I64(value) => wire::number(&mut to, 3, value as u64),
        // There are no larger integers.
        FieldValue::U64(value) => match i64::try_from(value) {
            Ok(value) => wire::number(&mut to, 3, value as u64),
            Err(_) => wire::bytes(&mut to, 1, value.to_string().as_bytes()),
        },
        FieldValue::F64(value) => wire::fixed64(&mut to, 4, value.to_bits()),
    }
    to
}

/// `ResourceLogs.resource`, with its tag. Lists become texts.
pub(super) fn resource(resource: &Resource) -> Vec<u8> {
    let mut message = Vec::new();
    for (key, value) in resource.attributes() {
        let value = match value {
            Value::Bool(value) => any_value(FieldValue::Bool(*value)),
            Value::I64(value) => any_value(FieldValue::I64(*value)),
            Value::F64(value) => any_value(FieldValue::F64(*value)),
            value => any_value(FieldValue::Text(&value.to_string())),
        };
        wire::bytes(&mut message, 1, &key_value(key, &value));
    }
    let mut to = Vec::new();
    wire::bytes(&mut to, 1, &message);
    to
}
