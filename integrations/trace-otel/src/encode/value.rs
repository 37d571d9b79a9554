//! Attributes.

use trace_runtime::exporter::ValueRef;

use super::wire::{Message, Sink};

/// `opentelemetry.proto.common.v1.KeyValue`
pub(super) struct KeyValue<'a, V> {
    pub(super) key: &'a str,
    pub(super) value: V,
}

impl<V: Message> Message for KeyValue<'_, V> {
    #[inline]
    fn write(&self, to: &mut Vec<u8>) {
        to.text(1, self.key);
        to.message(2, &self.value);
    }
}

/// `opentelemetry.proto.common.v1.AnyValue`
///
/// It is a `oneof`: a zero or an empty text is written, since leaving it out
/// would say that there is no value.
pub(super) struct AnyValue<'a>(pub(super) ValueRef<'a>);

impl Message for AnyValue<'_> {
    #[inline]
    fn write(&self, to: &mut Vec<u8>) {
        match self.0 {
            ValueRef::Str(text) => to.bytes(1, text.as_bytes()),
            ValueRef::Bool(value) => to.number(2, value.into()),
            ValueRef::I64(value) => to.number(3, value.cast_unsigned()),
            ValueRef::F64(value) => to.fixed64(4, value.to_bits()),
            list => to.message(5, &ArrayValue(list)),
        }
    }
}

/// `opentelemetry.proto.common.v1.ArrayValue`
struct ArrayValue<'a>(ValueRef<'a>);

impl Message for ArrayValue<'_> {
    fn write(&self, to: &mut Vec<u8>) {
        let mut element = |value| to.message(1, &AnyValue(value));
        match self.0 {
            ValueRef::Bools(list) => list.iter().for_each(|&item| element(ValueRef::Bool(item))),
            ValueRef::I64s(list) => list.iter().for_each(|&item| element(ValueRef::I64(item))),
            ValueRef::F64s(list) => list.iter().for_each(|&item| element(ValueRef::F64(item))),
            ValueRef::Strs(list) => list.for_each(|item| element(ValueRef::Str(item))),
            _ => {}
        }
    }
}
