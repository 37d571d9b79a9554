//! What all spans of a batch share.

use trace_runtime::exporter::{InstrumentationScope, ValueRef};
use trace_runtime::{Resource, Value};

use super::value::{AnyValue, KeyValue};
use super::wire::{Message, Sink};

/// `opentelemetry.proto.resource.v1.Resource`
pub(super) struct ResourceMessage<'a>(pub(super) &'a Resource);

impl Message for ResourceMessage<'_> {
    fn write(&self, to: &mut Vec<u8>) {
        for (key, value) in self.0.attributes() {
            if !key.is_empty() {
                to.message(
                    1,
                    &KeyValue {
                        key,
                        value: OwnedValue(value),
                    },
                );
            }
        }
    }
}

/// `opentelemetry.proto.common.v1.AnyValue`, from a value that is not in a
/// record.
struct OwnedValue<'a>(&'a Value);

impl Message for OwnedValue<'_> {
    fn write(&self, to: &mut Vec<u8>) {
        let borrowed = match self.0 {
            Value::Bool(value) => ValueRef::Bool(*value),
            Value::I64(value) => ValueRef::I64(*value),
            Value::F64(value) => ValueRef::F64(*value),
            Value::Str(text) => ValueRef::Str(text),
            Value::Bools(list) => ValueRef::Bools(list),
            Value::I64s(list) => ValueRef::I64s(list),
            Value::F64s(list) => ValueRef::F64s(list),
            Value::Strs(list) => return to.message(5, &Texts(list)),
            _ => return,
        };
        AnyValue(borrowed).write(to);
    }
}

/// `opentelemetry.proto.common.v1.ArrayValue` of texts.
struct Texts<'a, T>(&'a [T]);

impl<T: AsRef<str>> Message for Texts<'_, T> {
    fn write(&self, to: &mut Vec<u8>) {
        for text in self.0 {
            to.message(1, &AnyValue(ValueRef::Str(text.as_ref())));
        }
    }
}

/// `opentelemetry.proto.common.v1.InstrumentationScope`
pub(super) struct ScopeMessage(pub(super) InstrumentationScope);

impl Message for ScopeMessage {
    fn write(&self, to: &mut Vec<u8>) {
        to.text(1, self.0.name());
        to.text(2, self.0.version());
    }
}
