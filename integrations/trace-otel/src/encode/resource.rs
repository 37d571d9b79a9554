//! What all spans of a batch share.

use trace_runtime::exporter::{InstrumentationScope, ValueRef};
use trace_runtime::{Resource, Value};

use super::value::{any_value, array};
use super::wire::Writer;

/// `opentelemetry.proto.resource.v1.Resource`
pub(super) fn resource(to: &mut Writer, field: u8, resource: &Resource) {
    to.message(field, |to| {
        for (key, value) in resource.attributes() {
            if !key.is_empty() {
                to.message(1, |to| {
                    to.text(1, key);
                    to.message(2, |to| owned_value(to, value));
                });
            }
        }
    });
}

/// `opentelemetry.proto.common.v1.AnyValue`, from a value that is not in a
/// record.
pub(super) fn owned_value(to: &mut Writer, value: &Value) {
    let borrowed = match value {
        Value::Bool(value) => ValueRef::Bool(*value),
        Value::I64(value) => ValueRef::I64(*value),
        Value::F64(value) => ValueRef::F64(*value),
        Value::Str(text) => ValueRef::Str(text),
        Value::Bools(list) => ValueRef::Bools(list),
        Value::I64s(list) => ValueRef::I64s(list),
        Value::F64s(list) => ValueRef::F64s(list),
        Value::Strs(list) => return array(to, list.iter().map(|text| ValueRef::Str(text))),
        _ => return,
    };
    any_value(to, borrowed);
}

/// `opentelemetry.proto.common.v1.InstrumentationScope`
pub(super) fn scope(to: &mut Writer, field: u8, scope: InstrumentationScope) {
    to.message(field, |to| {
        to.text(1, scope.name());
        to.text(2, scope.version());
    });
}
