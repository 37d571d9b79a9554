//! Values and names, read from messages.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::limits::DEEPEST;
use super::wire::{Field, Fields};
use crate::value::{Attribute, Value};

/// How many names are kept for when they come again, and how long, in bytes, they may be.
const MOST: usize = 8192;
const LONGEST: usize = 256;

/// Reads values, and keeps names that come again only once.
#[derive(Debug, Default)]
pub(super) struct Values {
    names: HashSet<Arc<str>>,
    empty: Arc<str>,
}

impl Values {
    pub(super) fn attribute(&mut self, message: &[u8], depth: usize) -> Attribute {
        let (mut key, mut value): (&[u8], _) = (&[], Value::Empty);
        for (number, field) in Fields::of(message).map_while(Result::ok) {
            match (number, field) {
                (1, Field::Bytes(text)) => key = text,
                (2, Field::Bytes(message)) => value = self.value(message, depth),
                _ => {}
            }
        }
        Attribute {
            key: self.name(key),
            value,
        }
    }

    pub(super) fn value(&mut self, message: &[u8], depth: usize) -> Value {
        let mut value = Value::Empty;
        if depth == DEEPEST {
            return value;
        }
        for (number, field) in Fields::of(message).map_while(Result::ok) {
            value = match (number, field) {
                (1, Field::Bytes(text)) => Value::Text(text_of(text).into()),
                (2, Field::Varint(number)) => Value::Bool(number != 0),
                (3, Field::Varint(number)) => Value::Int(number as i64),
                (4, Field::Fixed64(bits)) => Value::Double(f64::from_bits(bits)),
                (5, Field::Bytes(list)) => Value::List(
                    messages(list)
                        .map(|message| self.value(message, depth + 1))
                        .collect(),
                ),
                (6, Field::Bytes(map)) => Value::Map(
                    messages(map)
                        .map(|message| self.attribute(message, depth + 1))
                        .collect(),
                ),
                (7, Field::Bytes(bytes)) => Value::Bytes(bytes.into()),
                _ => continue,
            };
        }
        value
    }

    /// A text that is likely to come again. What is no UTF-8 is replaced by U+FFFD.
    pub(super) fn name(&mut self, text: &[u8]) -> Arc<str> {
        if text.is_empty() {
            return self.empty.clone();
        }
        let text = text_of(text);
        if let Some(name) = self.names.get(&*text) {
            return name.clone();
        }
        let name: Arc<str> = text.into();
        if name.len() <= LONGEST {
            if self.names.len() == MOST {
                self.names.clear();
            }
            self.names.insert(name.clone());
        }
        name
    }
}

/// The messages of a list: field 1 of `ArrayValue` and `KeyValueList`.
fn messages(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    Fields::of(list)
        .map_while(Result::ok)
        .filter_map(|field| match field {
            (1, Field::Bytes(message)) => Some(message),
            _ => None,
        })
}

/// What is no UTF-8 is replaced by U+FFFD. Mostly all of it is, which is told sooner than what
/// of it is not.
fn text_of(text: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(text) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(text),
    }
}
