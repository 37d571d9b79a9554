//! What all spans of a callsite share, encoded once.

use trace_runtime::SpanKind;
use trace_runtime::exporter::{Callsite, ValueRef, ValueVisitor};

use super::resource::owned_value;
use super::value::{KeyValue, attribute};
use super::wire::{Writer, varint};
use crate::code;

/// The fields of a span that its callsite knows.
#[derive(Debug)]
pub(super) struct Prepared {
    /// Name and kind.
    name_and_kind: Box<[u8]>,
    /// The kind alone.
    kind: [u8; 2],
    /// In the order of the values.
    pub(super) keys: Box<[Key]>,
    /// The attributes that say where it is, if they are sent.
    code: Box<[u8]>,
    /// How many bytes the length of its last span took.
    pub(super) width: usize,
}

impl Prepared {
    fn new(callsite: &'static Callsite, with_code: bool) -> Self {
        let kind = [6 << 3, kind(callsite.kind())];
        let mut name = Writer::default();
        name.text(5, callsite.name());
        name.raw(&kind);
        Self {
            name_and_kind: name.written().into(),
            kind,
            keys: callsite.keys().iter().copied().map(Key::new).collect(),
            code: if with_code {
                code(callsite)
            } else {
                Default::default()
            },
            width: 1,
        }
    }

    /// Where it is; of no use to a span that `says` so itself.
    #[inline]
    pub(super) fn code(&self, to: &mut Writer, says: impl FnOnce() -> bool) {
        if !self.code.is_empty() && !says() {
            to.raw(&self.code);
        }
    }

    #[inline]
    pub(super) fn name_and_kind(&self, to: &mut Writer, own_name: Option<&[u8]>) {
        match own_name {
            None => to.raw(&self.name_and_kind),
            Some(name) => {
                if !name.is_empty() {
                    to.bytes(5, name);
                }
                to.block(self.kind, 2);
            }
        }
    }
}

fn code(callsite: &'static Callsite) -> Box<[u8]> {
    let mut to = Writer::default();
    for (key, value) in code::attributes(callsite).into_iter().flatten() {
        to.message(ATTRIBUTES, |to| {
            to.text(1, key);
            to.message(2, |to| owned_value(to, &value));
        });
    }
    to.written().into()
}

fn kind(kind: SpanKind) -> u8 {
    match kind {
        SpanKind::Internal => 1,
        SpanKind::Server => 2,
        SpanKind::Client => 3,
        SpanKind::Producer => 4,
        SpanKind::Consumer => 5,
    }
}

/// The field of attributes in a span.
pub(super) const ATTRIBUTES: u8 = 9;

/// The key of a declared attribute.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) text: &'static str,
    /// What stands before the value, but for the length of it all, which is the
    /// second byte: tag, length, tag of the key, its length, the key, and the tag
    /// of the value.
    head: [u8; Key::MAX_HEAD],
    /// 0 for a key that is too long.
    head_length: usize,
}

/// A text up to this length leaves the attribute shorter than 128 bytes: all its
/// lengths take a byte.
const SHORT_TEXT: usize = 0x7f - (Key::MAX_HEAD - 2) - 3;

impl Key {
    /// A key of 27 bytes.
    const MAX_HEAD: usize = 32;

    fn new(text: &'static str) -> Self {
        let mut head = Writer::default();
        if !text.is_empty() {
            head.block([ATTRIBUTES << 3 | 2, 0], 2);
            head.text(1, text);
            head.block([2 << 3 | 2], 1);
        }
        let mut key = Self {
            text,
            head: [0; Self::MAX_HEAD],
            head_length: 0,
        };
        if let Some(room) = key.head.get_mut(..head.written().len()) {
            room.copy_from_slice(head.written());
            key.head_length = room.len();
        }
        key
    }

    /// Writes what stands before `behind` bytes.
    #[inline]
    fn head(&self, to: &mut Writer, behind: usize) {
        to.block(self.head, self.head_length);
        to.patch(self.head_length - 1, (self.head_length - 2 + behind) as u8);
    }

    #[inline]
    fn short<const N: usize>(&self, to: &mut Writer, value: [u8; N], count: usize) {
        self.head(to, count);
        to.block(value, count);
    }
}

/// Writes the attribute of a key.
///
/// Values as `any_value` writes them, each with its length before it.
pub(super) struct Attribute<'a> {
    pub(super) to: &'a mut Writer,
    pub(super) key: &'a Key,
}

impl ValueVisitor<'_> for Attribute<'_> {
    type Output = ();

    #[inline]
    fn bool(self, value: bool) {
        if self.key.head_length == 0 {
            return self.any(ValueRef::Bool(value));
        }
        self.key.short(self.to, [2, 2 << 3, value.into()], 3);
    }

    #[inline]
    fn i64(self, value: i64) {
        if self.key.head_length == 0 {
            return self.any(ValueRef::I64(value));
        }
        if (0..0x80).contains(&value) {
            return self.key.short(self.to, [2, 3 << 3, value as u8], 3);
        }
        let (number, width) = varint(value.cast_unsigned());
        let bytes = number << 16 | 3 << 3 << 8 | (1 + width as u128);
        self.key.short(self.to, bytes.to_le_bytes(), 2 + width);
    }

    #[inline]
    fn f64(self, value: f64) {
        if self.key.head_length == 0 {
            return self.any(ValueRef::F64(value));
        }
        let bytes = u128::from(value.to_bits()) << 16 | (4 << 3 | 1) << 8 | 9;
        self.key.short(self.to, bytes.to_le_bytes(), 10);
    }

    #[inline]
    fn str(self, utf8: &[u8]) {
        let Self { to, key } = self;
        let length = utf8.len();
        if key.head_length == 0 || length > SHORT_TEXT {
            let (field, key) = (ATTRIBUTES, key.text.as_bytes());
            return KeyValue { to, field, key }.str(utf8);
        }
        key.head(to, 3 + length);
        to.block([2 + length as u8, 1 << 3 | 2, length as u8], 3);
        to.raw(utf8);
    }

    #[inline]
    fn list(self, list: ValueRef<'_>) {
        self.any(list);
    }
}

impl Attribute<'_> {
    #[cold]
    #[inline(never)]
    fn any(self, value: ValueRef<'_>) {
        attribute(self.to, ATTRIBUTES, self.key.text, value);
    }
}

/// The callsites seen so far, by number.
#[derive(Debug)]
pub(super) struct Callsites {
    prepared: Vec<Option<Prepared>>,
    with_code: bool,
}

impl Callsites {
    pub(super) fn new(with_code: bool) -> Self {
        Self {
            prepared: Vec::new(),
            with_code,
        }
    }

    #[inline]
    pub(super) fn prepared(&mut self, callsite: &'static Callsite) -> &mut Prepared {
        let at = callsite.id() as usize;
        if self.prepared.len() <= at {
            self.prepared.resize_with(at + 1, || None);
        }
        self.prepared[at].get_or_insert_with(|| Prepared::new(callsite, self.with_code))
    }
}
