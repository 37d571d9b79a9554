//! Values of attributes.

use std::fmt;
use std::sync::Arc;

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// The key.
    pub key: Arc<str>,
    /// The value.
    pub value: Value,
}

/// What an attribute, or the body of a log record, may hold (OTLP `AnyValue`).
///
/// ```
/// use trace_model::Value;
///
/// assert_eq!(Value::from("paid").to_string(), "paid");
/// assert_eq!(Value::List(vec![1.into(), true.into()]).to_string(), "[1,true]");
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// No value was sent.
    #[default]
    Empty,
    /// Text.
    Text(Arc<str>),
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction, NaN and infinities included.
    Double(f64),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// Several values.
    List(Vec<Value>),
    /// Values by their keys, in the order in which they came.
    Map(Vec<Attribute>),
}

impl Value {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Double(value)
    }
}

/// Shows text as it is, bytes in hex, and lists and maps as JSON would.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Empty => Ok(()),
            Value::Text(text) => f.write_str(text),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Double(value) => write!(f, "{value}"),
            Value::Bytes(bytes) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
            Value::List(values) => {
                f.write_str("[")?;
                for (place, value) in values.iter().enumerate() {
                    if place > 0 {
                        f.write_str(",")?;
                    }
                    value.fmt_inside(f)?;
                }
                f.write_str("]")
            }
            Value::Map(entries) => {
                f.write_str("{")?;
                for (place, entry) in entries.iter().enumerate() {
                    if place > 0 {
                        f.write_str(",")?;
                    }
                    write!(f, "{:?}:", entry.key)?;
                    entry.value.fmt_inside(f)?;
                }
                f.write_str("}")
            }
        }
    }
}

impl Value {
    /// Text within a list or a map stands in quotes.
    fn fmt_inside(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Empty => f.write_str("null"),
            Value::Text(text) => write!(f, "{text:?}"),
            Value::Bytes(_) => write!(f, "\"{self}\""),
            value => fmt::Display::fmt(value, f),
        }
    }
}
