//! Reading what [`words`](super) wrote, where it lies.

use super::{Type, payload, type_of};
use crate::value::text::split_bytes;
use crate::value::{Strings, ValueRef, ValueVisitor};

/// A value as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Written<V> {
    Value(V),
    None,
    Dropped,
}

/// Reads a value; what lies behind it comes second.
pub(crate) fn read_value(words: &[u64]) -> Option<(Written<ValueRef<'_>>, &[u64])> {
    let (written, rest) = visit_value(words, Checked)?;
    let written = match written {
        Written::Value(value) => Written::Value(value?),
        Written::None => Written::None,
        Written::Dropped => Written::Dropped,
    };
    Some((written, rest))
}

/// Makes a [`ValueRef`], unless its text is not UTF-8.
struct Checked;

impl<'a> ValueVisitor<'a> for Checked {
    type Output = Option<ValueRef<'a>>;

    #[inline]
    fn bool(self, value: bool) -> Self::Output {
        Some(ValueRef::Bool(value))
    }

    #[inline]
    fn i64(self, value: i64) -> Self::Output {
        Some(ValueRef::I64(value))
    }

    #[inline]
    fn f64(self, value: f64) -> Self::Output {
        Some(ValueRef::F64(value))
    }

    #[inline]
    fn str(self, utf8: &'a [u8]) -> Self::Output {
        Some(ValueRef::Str(std::str::from_utf8(utf8).ok()?))
    }

    #[inline]
    fn list(self, list: ValueRef<'a>) -> Self::Output {
        Some(list)
    }
}

/// Reads a value like [`read_value`], and gives it to `visitor`, once.
///
/// Inlined into exporters. An `enum` instead would be put together in memory
/// and taken apart again, which takes longer than all the rest.
#[inline(always)]
pub(crate) fn visit_value<'a, V: ValueVisitor<'a>>(
    words: &'a [u64],
    visitor: V,
) -> Option<(Written<V::Output>, &'a [u64])> {
    const NONE: u8 = Type::None as u8;
    const BOOL: u8 = Type::Bool as u8;
    const SMALL_INT: u8 = Type::SmallInt as u8;
    const INT: u8 = Type::Int as u8;
    const FLOAT: u8 = Type::Float as u8;
    const SMALL_TEXT: u8 = Type::SmallText as u8;
    const TEXT: u8 = Type::Text as u8;
    const DROPPED: u8 = Type::Dropped as u8;

    let (first, rest) = words.split_first()?;
    let payload = payload(*first);
    let (seen, rest) = match type_of(*first) {
        NONE => return Some((Written::None, rest)),
        DROPPED => return Some((Written::Dropped, rest)),
        BOOL => (visitor.bool(payload != 0), rest),
        SMALL_INT => {
            let value = u64::from_le(*first).cast_signed() >> 8;
            (visitor.i64(value), rest)
        }
        INT => {
            let (value, rest) = rest.split_first()?;
            (visitor.i64(value.cast_signed()), rest)
        }
        FLOAT => {
            let (value, rest) = rest.split_first()?;
            (visitor.f64(f64::from_bits(*value)), rest)
        }
        SMALL_TEXT => {
            let [tag, text @ ..]: &[u8; 8] = bytemuck::cast_ref(first);
            let text = text.get(..usize::from(tag >> 4))?;
            (visitor.str(text), rest)
        }
        TEXT => {
            let (text, rest) = split_bytes(rest, payload as usize)?;
            (visitor.str(text), rest)
        }
        list => {
            let (list, rest) = read_list(list, payload as usize, rest)?;
            (visitor.list(list), rest)
        }
    };
    Some((Written::Value(seen), rest))
}

/// The text that a value is, in UTF-8.
#[inline]
pub(crate) fn text_value(words: &[u64]) -> Option<&[u8]> {
    match visit_value(words, OnlyText)? {
        (Written::Value(text), _) => text,
        (Written::None | Written::Dropped, _) => None,
    }
}

/// Looks at texts alone.
struct OnlyText;

impl<'a> ValueVisitor<'a> for OnlyText {
    type Output = Option<&'a [u8]>;

    fn bool(self, _: bool) -> Self::Output {
        None
    }

    fn i64(self, _: i64) -> Self::Output {
        None
    }

    fn f64(self, _: f64) -> Self::Output {
        None
    }

    fn str(self, utf8: &'a [u8]) -> Self::Output {
        Some(utf8)
    }

    fn list(self, _: ValueRef<'a>) -> Self::Output {
        None
    }
}

/// What lies behind a value.
#[inline]
pub(crate) fn skip_value(words: &[u64]) -> Option<&[u64]> {
    let (_, behind) = visit_value(words, Skip)?;
    Some(behind)
}

/// Looks at nothing.
struct Skip;

impl ValueVisitor<'_> for Skip {
    type Output = ();

    #[inline]
    fn bool(self, _: bool) {}

    #[inline]
    fn i64(self, _: i64) {}

    #[inline]
    fn f64(self, _: f64) {}

    #[inline]
    fn str(self, _: &[u8]) {}

    #[inline]
    fn list(self, _: ValueRef<'_>) {}
}

/// Lists are rare.
#[cold]
#[inline(never)]
fn read_list(of: u8, items: usize, rest: &[u64]) -> Option<(ValueRef<'_>, &[u64])> {
    const BOOLS: u8 = Type::Bools as u8;
    const INTS: u8 = Type::Ints as u8;
    const FLOATS: u8 = Type::Floats as u8;
    const TEXTS: u8 = Type::Texts as u8;

    Some(match of {
        BOOLS => {
            let (bytes, rest) = split_bytes(rest, items)?;
            let list = bytemuck::checked::try_cast_slice(bytes).ok()?;
            (ValueRef::Bools(list), rest)
        }
        INTS => {
            let (list, rest) = rest.split_at_checked(items)?;
            (ValueRef::I64s(bytemuck::cast_slice(list)), rest)
        }
        FLOATS => {
            let (list, rest) = rest.split_at_checked(items)?;
            (ValueRef::F64s(bytemuck::cast_slice(list)), rest)
        }
        TEXTS => {
            let (words, rest) = rest.split_first()?;
            let (list, rest) = rest.split_at_checked(usize::try_from(*words).ok()?)?;
            (ValueRef::Strs(Strings::new(items, list)), rest)
        }
        _ => return None,
    })
}
