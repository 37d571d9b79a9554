//! Owned values, for what is recorded at run time and for resources.

use std::borrow::Cow;
use std::fmt;

use super::ValueRef;
use crate::context::{CorrelationId, SpanId, TraceId};

/// The key of an attribute, or a name: a literal costs nothing.
pub type Key = Cow<'static, str>;

/// The value of an attribute: one of the types of OpenTelemetry.
///
/// `From` covers what has one obvious meaning; a number beyond `i64::MAX` becomes
/// its text. There is none for a [`Secret`](crate::Secret).
///
/// ```
/// use trace_runtime::Value;
///
/// assert_eq!(Value::from(42_u32), Value::I64(42));
/// assert_eq!(Value::from("eur"), Value::Str("eur".into()));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A truth value.
    Bool(bool),
    /// An integer.
    I64(i64),
    /// A floating-point number.
    F64(f64),
    /// A text.
    Str(Cow<'static, str>),
    /// A list of truth values.
    Bools(Vec<bool>),
    /// A list of integers.
    I64s(Vec<i64>),
    /// A list of floating-point numbers.
    F64s(Vec<f64>),
    /// A list of texts.
    Strs(Vec<Cow<'static, str>>),
}

impl Value {
    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The value where it lies; of a list of texts, whose items are no texts of a record,
    /// those.
    pub(crate) fn as_ref(&self) -> Result<ValueRef<'_>, &[Cow<'static, str>]> {
        Ok(match self {
            Value::Bool(value) => ValueRef::Bool(*value),
            Value::I64(value) => ValueRef::I64(*value),
            Value::F64(value) => ValueRef::F64(*value),
            Value::Str(text) => ValueRef::Str(text),
            Value::Bools(list) => ValueRef::Bools(list),
            Value::I64s(list) => ValueRef::I64s(list),
            Value::F64s(list) => ValueRef::F64s(list),
            Value::Strs(list) => return Err(list),
        })
    }
}

/// Shows the value as people read it: texts bare, lists in brackets.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_ref() {
            Ok(value) => value.fmt(f),
            Err(texts) => f.debug_list().entries(texts).finish(),
        }
    }
}

impl ValueRef<'_> {
    /// A copy that may be kept.
    pub fn to_value(self) -> Value {
        match self {
            ValueRef::Bool(value) => Value::Bool(value),
            ValueRef::I64(value) => Value::I64(value),
            ValueRef::F64(value) => Value::F64(value),
            ValueRef::Str(text) => Value::Str(Cow::Owned(text.to_owned())),
            ValueRef::Bools(list) => Value::Bools(list.to_vec()),
            ValueRef::I64s(list) => Value::I64s(list.to_vec()),
            ValueRef::F64s(list) => Value::F64s(list.to_vec()),
            ValueRef::Strs(list) => {
                Value::Strs(list.map(|text| Cow::Owned(text.to_owned())).collect())
            }
        }
    }
}

/// Copies: a borrowed text cannot be kept. `Value::Str("…".into())` keeps a literal as it
/// is.
impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Str(Cow::Owned(text.to_owned()))
    }
}

macro_rules! from {
    ($($from:ty => |$value:ident| $to:expr;)*) => {$(
        impl From<$from> for Value {
            #[inline]
            fn from($value: $from) -> Value {
                $to
            }
        }
    )*};
}

from! {
    bool => |value| Value::Bool(value);
    i8 => |value| Value::I64(value.into());
    i16 => |value| Value::I64(value.into());
    i32 => |value| Value::I64(value.into());
    i64 => |value| Value::I64(value);
    u8 => |value| Value::I64(value.into());
    u16 => |value| Value::I64(value.into());
    u32 => |value| Value::I64(value.into());
    u64 => |value| match i64::try_from(value) {
        Ok(value) => Value::I64(value),
        Err(_) => Value::Str(Cow::Owned(value.to_string())),
    };
    usize => |value| Value::from(value as u64);
    isize => |value| Value::I64(value as i64);
    f32 => |value| Value::F64(value.into());
    f64 => |value| Value::F64(value);
    String => |text| Value::Str(Cow::Owned(text));
    &String => |text| Value::Str(Cow::Owned(text.clone()));
    Cow<'static, str> => |text| Value::Str(text);
    char => |value| Value::Str(Cow::Owned(value.to_string()));
    Vec<bool> => |list| Value::Bools(list);
    Vec<i64> => |list| Value::I64s(list);
    Vec<f64> => |list| Value::F64s(list);
    Vec<Cow<'static, str>> => |list| Value::Strs(list);
    Vec<String> => |list| Value::Strs(list.into_iter().map(Cow::Owned).collect());
    Vec<&'static str> => |list| Value::Strs(list.into_iter().map(Cow::Borrowed).collect());
    TraceId => |id| Value::Str(Cow::Owned(id.to_string()));
    SpanId => |id| Value::Str(Cow::Owned(id.to_string()));
    CorrelationId => |id| Value::Str(Cow::Owned(id.as_str().to_owned()));
}

/// How an operation went, where the code says so.
///
/// A span whose function returned an `Err` or panicked says that by itself; see [`SpanStatus`](crate::exporter::SpanStatus) for what is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Status {
    /// Nothing is said.
    #[default]
    Unset,
    /// The operation succeeded, and nobody downstream should think otherwise.
    Ok,
    /// The operation failed, with a description for people, possibly empty.
    Error(Key),
}
