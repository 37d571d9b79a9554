//! The fields of an adopted span, as attributes.
//!
//! The four names that the OpenTelemetry bridge of `tracing` gave a meaning
//! (`otel.name`, `otel.kind`, `otel.status_code`, `otel.status_message`) keep
//! it, so that crates written for that bridge look the same here.

use std::borrow::Cow;

use trace_runtime::{Key, Kind, SpanBuilder, Status, TraceContract, Value};
use tracing::Metadata;
use tracing::field::Visit;

use crate::field::{FieldReader, FieldValue, TakeField};
use crate::line::Scratch;

/// What the fields say about a span.
#[derive(Debug, Default)]
pub(crate) struct SpanFields {
    name: Option<Key>,
    kind: Option<Kind>,
    status: Option<StatusCode>,
    status_message: Key,
    attributes: Vec<(Key, Value)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StatusCode {
    Ok,
    Error,
}

impl SpanFields {
    /// `visit` hands over the fields.
    pub(crate) fn read(
        metadata: &'static Metadata<'static>,
        limit: usize,
        visit: impl FnOnce(&mut dyn Visit),
    ) -> Self {
        let mut fields = SpanFields::default();
        Scratch::lend(|scratch| {
            visit(&mut FieldReader {
                to: &mut fields,
                names: metadata.fields(),
                text: scratch.text(),
                limit,
            });
        });
        fields
    }

    /// The span as it starts: takes what can only be said then, and what is
    /// cheaper to say then.
    pub(crate) fn builder(&mut self, name: &'static str) -> SpanBuilder {
        let name = self.name.take().unwrap_or(Cow::Borrowed(name));
        let mut span = SpanBuilder::named(name).kind(self.kind.unwrap_or(Kind::Internal));
        for (key, value) in self.attributes.drain(..) {
            span = span.attribute(key, value);
        }
        span
    }

    /// Records what is left.
    pub(crate) fn record(self, cx: &TraceContract) {
        if let Some(name) = self.name {
            cx.set_name(name);
        }
        for (key, value) in self.attributes {
            cx.set_attribute(key, value);
        }
        match self.status {
            Some(StatusCode::Ok) => cx.set_status(Status::Ok),
            Some(StatusCode::Error) => cx.set_status(Status::Error(self.status_message)),
            None => {}
        }
    }
}

impl TakeField for SpanFields {
    fn take(&mut self, name: &'static str, value: FieldValue<'_>) {
        if let FieldValue::Text(text) = value {
            match name {
                "otel.name" => return self.name = Some(owned(text)),
                "otel.kind" => return self.kind = kind(text),
                "otel.status_code" => return self.status = status(text),
                "otel.status_message" => return self.status_message = owned(text),
                _ => {}
            }
        }
        self.attributes
            .push((Cow::Borrowed(name), attribute(value)));
    }
}

fn owned(text: &str) -> Key {
    Cow::Owned(text.to_owned())
}

fn attribute(value: FieldValue<'_>) -> Value {
    match value {
        FieldValue::Bool(value) => Value::Bool(value),
        FieldValue::I64(value) => Value::I64(value),
        // Attributes have no larger integers.
        FieldValue::U64(value) => match i64::try_from(value) {
            Ok(value) => Value::I64(value),
            Err(_) => Value::from(value.to_string()),
        },
        FieldValue::F64(value) => Value::F64(value),
        FieldValue::Text(text) => Value::Str(owned(text)),
    }
}

fn kind(text: &str) -> Option<Kind> {
    let kinds = [
        ("internal", Kind::Internal),
        ("server", Kind::Server),
        ("client", Kind::Client),
        ("producer", Kind::Producer),
        ("consumer", Kind::Consumer),
    ];
    let found = kinds
        .into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|(_, kind)| kind)
}

fn status(text: &str) -> Option<StatusCode> {
    if text.eq_ignore_ascii_case("error") {
        Some(StatusCode::Error)
    } else if text.eq_ignore_ascii_case("ok") {
        Some(StatusCode::Ok)
    } else {
        None
    }
}
