//! Attributes.

use trace_runtime::exporter::{ValueRef, ValueVisitor};

use super::wire::{Writer, varint};

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

/// Writes an [`attribute`] of a key whose value is visited.
pub(super) struct KeyValue<'a, 'w> {
    pub(super) to: &'w mut Writer,
    pub(super) field: u8,
    /// In UTF-8.
    pub(super) key: &'a [u8],
}

/// Lengths below take a byte.
const SHORT: usize = 0x80;

/// Writes what stands before a value of so many bytes. All lengths are known by then, so
/// that nothing is moved.
#[inline]
fn head(to: &mut Writer, field: u8, key: &[u8], value: usize) {
    let length = 2 + key.len() + 2 + value;
    if length < SHORT {
        to.block(
            [field << 3 | 2, length as u8, 1 << 3 | 2, key.len() as u8],
            4,
        );
        to.raw(key);
        to.block([2 << 3 | 2, value as u8], 2);
    } else {
        long_head(to, field, key, value);
    }
}

#[inline(never)]
fn long_head(to: &mut Writer, field: u8, key: &[u8], value: usize) {
    let length = 1 + width(key.len()) + key.len() + 1 + width(value) + value;
    to.block([field << 3 | 2], 1);
    to.varint(length as u64);
    to.bytes(1, key);
    to.block([2 << 3 | 2], 1);
    to.varint(value as u64);
}

/// How many bytes a length takes.
#[inline]
fn width(length: usize) -> usize {
    match length {
        0..SHORT => 1,
        _ => varint(length as u64).1,
    }
}

impl ValueVisitor<'_> for KeyValue<'_, '_> {
    type Output = ();

    #[inline]
    fn bool(self, value: bool) {
        if !self.key.is_empty() {
            head(self.to, self.field, self.key, 2);
            self.to.block([2 << 3, value.into()], 2);
        }
    }

    #[inline]
    fn i64(self, value: i64) {
        if !self.key.is_empty() {
            let (number, width) = varint(value.cast_unsigned());
            head(self.to, self.field, self.key, 1 + width);
            let bytes = number << 8 | 3 << 3;
            self.to.block(bytes.to_le_bytes(), 1 + width);
        }
    }

    #[inline]
    fn f64(self, value: f64) {
        if !self.key.is_empty() {
            head(self.to, self.field, self.key, 9);
            self.to.fixed64(4, value.to_bits());
        }
    }

    #[inline]
    fn str(self, utf8: &[u8]) {
        if !self.key.is_empty() {
            let length = 1 + width(utf8.len()) + utf8.len();
            head(self.to, self.field, self.key, length);
            self.to.bytes(1, utf8);
        }
    }

    #[cold]
    fn list(self, list: ValueRef<'_>) {
        let key = std::str::from_utf8(self.key).unwrap_or_default();
        attribute(self.to, self.field, key, list);
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
