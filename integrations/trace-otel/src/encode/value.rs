//! Attributes.

use trace_runtime::exporter::ValueRef;

use super::wire::Writer;

/// `opentelemetry.proto.common.v1.KeyValue`
///
/// An attribute without a key is no attribute to OpenTelemetry.
pub(super) fn attribute(to: &mut Writer, field: u8, key: &str, value: ValueRef<'_>) {
    if !key.is_empty() {
        to.message(field, |to| {
            to.text(1, key);
            to.message(2, |to| any_value(to, value));
        });
    }
}

/// Writes an [`attribute`] whose value is a text in UTF-8.
#[inline(never)]
pub(super) fn text_attribute(to: &mut Writer, field: u8, key: &str, utf8: &[u8]) {
    if !key.is_empty() {
        to.message(field, |to| {
            to.text(1, key);
            to.message(2, |to| to.bytes(1, utf8));
        });
    }
}

/// `opentelemetry.proto.common.v1.AnyValue`
///
/// It is a `oneof`: a zero or an empty text is written, since leaving it out
/// would say that there is no value.
pub(super) fn any_value(to: &mut Writer, value: ValueRef<'_>) {
    match value {
        ValueRef::Str(text) => to.bytes(1, text.as_bytes()),
        ValueRef::Bool(value) => to.number(2, value.into()),
        ValueRef::I64(value) => to.number(3, value.cast_unsigned()),
        ValueRef::F64(value) => to.fixed64(4, value.to_bits()),
        ValueRef::Bools(list) => array(to, list.iter().map(|&item| ValueRef::Bool(item))),
        ValueRef::I64s(list) => array(to, list.iter().map(|&item| ValueRef::I64(item))),
        ValueRef::F64s(list) => array(to, list.iter().map(|&item| ValueRef::F64(item))),
        ValueRef::Strs(list) => array(to, list.map(ValueRef::Str)),
        // A type that came after this was written: no value.
        _ => {}
    }
}

/// `opentelemetry.proto.common.v1.ArrayValue`, in an `AnyValue`
pub(super) fn array<'a>(to: &mut Writer, items: impl Iterator<Item = ValueRef<'a>>) {
    to.message(5, |to| {
        for item in items {
            to.message(1, |to| any_value(to, item));
        }
    });
}
