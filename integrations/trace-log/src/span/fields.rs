//! The fields of an adopted span, as attributes.
//!
//! The names that the OpenTelemetry bridge of `tracing` gave a meaning
//! (`otel.name`, `otel.kind`, `otel.status_code`, `otel.status_message`, which is
//! `otel.status_description` as well) keep it, so that crates written for that
//! bridge look the same here. A value that means nothing there is an attribute.

use std::borrow::Cow;

use trace_runtime::{Key, SpanBuilder, SpanKind, Status, TraceContract, Value};
use tracing::Metadata;
use tracing::field::Visit;

use crate::field::{FieldReader, FieldValue, TakeField};
use crate::scratch::Scratch;

/// What the fields say about a span.
#[derive(Debug, Default)]
pub(crate) struct SpanFields {
    name: Option<Key>,
    /// With its name, for when it comes too late.
    kind: Option<(SpanKind, Key)>,
    status: Option<StatusCode>,
    status_message: Option<Key>,
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
            let text = scratch.text();
            visit(&mut FieldReader::new(
                &mut fields,
                metadata.fields(),
                text,
                limit,
            ));
        });
        fields
    }

    /// The span as it starts: takes what can only be said then, and what is
    /// cheaper to say then.
    pub(crate) fn builder(&mut self, name: &'static str) -> SpanBuilder {
        let name = self.name.take().unwrap_or(Cow::Borrowed(name));
        let kind = self
            .kind
            .take()
            .map_or(SpanKind::Internal, |(kind, _)| kind);
        let mut span = SpanBuilder::named(name).kind(kind);
        for (key, value) in self.attributes.drain(..) {
            span = span.attribute(key, value);
        }
        span
    }

    /// Records what is left. `status_message` is kept from one call to the next:
    /// the code of a status may come after its message.
    pub(crate) fn record(self, cx: &TraceContract, status_message: &mut Key) {
        if let Some(name) = self.name {
            cx.set_name(name);
        }
        if let Some((_, name)) = self.kind {
            // A span that has begun keeps its kind.
            cx.set_attribute(KIND, name);
        }
        for (key, value) in self.attributes {
            cx.set_attribute(key, value);
        }
        // As the bridge has it, a message alone says that there was an error.
        let alone = self.status_message.is_some().then_some(StatusCode::Error);
        if let Some(message) = self.status_message {
            *status_message = message;
        }
        match self.status.or(alone) {
            Some(StatusCode::Ok) => cx.set_status(Status::Ok),
            Some(StatusCode::Error) => cx.set_status(Status::Error(status_message.clone())),
            None => {}
        }
    }

    /// Whether `text` was understood as what `name` means to the bridge.
    fn means(&mut self, name: &str, text: &str) -> bool {
        match name {
            "otel.name" => self.name = Some(owned(text)),
            KIND => match kind(text) {
                Some(kind) => self.kind = Some((kind, owned(text))),
                None => return false,
            },
            "otel.status_code" => match status(text) {
                Some(status) => self.status = Some(status),
                None => return false,
            },
            "otel.status_message" | "otel.status_description" => {
                self.status_message = Some(owned(text));
            }
            _ => return false,
        }
        true
    }
}

const KIND: &str = "otel.kind";

impl TakeField for SpanFields {
    const HAS_MESSAGE: bool = false;

    fn message(&mut self, value: FieldValue<'_>) {
        self.take(Cow::Borrowed("message"), value);
    }

    fn take(&mut self, name: Cow<'static, str>, value: FieldValue<'_>) {
        if let FieldValue::Text(text) = value
            && self.means(&name, text)
        {
            return;
        }
        self.attributes.push((name, attribute(value)));
    }
}

fn owned(text: &str) -> Key {
    Cow::Owned(text.to_owned())
}

pub(crate) fn attribute(value: FieldValue<'_>) -> Value {
    match value {
        // Records of the `log` crate alone have it.
        FieldValue::Null => Value::from("null"),
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

fn kind(text: &str) -> Option<SpanKind> {
    let kinds = [
        ("internal", SpanKind::Internal),
        ("server", SpanKind::Server),
        ("client", SpanKind::Client),
        ("producer", SpanKind::Producer),
        ("consumer", SpanKind::Consumer),
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
