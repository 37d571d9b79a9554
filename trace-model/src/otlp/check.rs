//! What a span or a log line costs, and whether it can be decoded: looked at once, without
//! allocating.

use std::fmt;

use super::limits::{DEEPEST, Limits};
use super::wire::{Field, Fields, Malformed};

/// Why one span or line is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Malformed(Malformed),
    TooLong { bytes: usize, limit: usize },
    TooManyAttributes { limit: usize },
    TooDeep { limit: usize },
    TraceId { bytes: usize },
    SpanId { bytes: usize },
    ParentId { bytes: usize },
    OriginTooLong { bytes: usize, limit: usize },
}

impl From<Malformed> for Fault {
    fn from(malformed: Malformed) -> Self {
        Fault::Malformed(malformed)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = |f: &mut fmt::Formatter<'_>, name, bytes, right| match bytes == right {
            true => write!(f, "a {name} of zeros only"),
            false => write!(f, "a {name} of {bytes} bytes, where {right} are right"),
        };
        match *self {
            Fault::Malformed(malformed) => write!(f, "{malformed}"),
            Fault::TooLong { bytes, limit } => {
                write!(f, "{bytes} bytes, where {limit} are allowed")
            }
            Fault::TooManyAttributes { limit } => write!(
                f,
                "more than {limit} attributes, events and links, taken together"
            ),
            Fault::TooDeep { limit } => {
                write!(f, "values within values more than {limit} deep")
            }
            Fault::TraceId { bytes } => id(f, "trace id", bytes, 16),
            Fault::SpanId { bytes } => id(f, "span id", bytes, 8),
            Fault::ParentId { bytes } => id(f, "parent span id", bytes, 8),
            Fault::OriginTooLong { bytes, limit } => write!(
                f,
                "a resource and a scope of {bytes} bytes, where {limit} are allowed"
            ),
        }
    }
}

/// How much of what the limits allow is left.
#[derive(Debug)]
pub(super) struct Allowance {
    attributes_left: usize,
    attributes: usize,
    depth: usize,
}

impl Allowance {
    pub(super) fn of(limits: &Limits) -> Self {
        Allowance {
            attributes_left: limits.attributes,
            attributes: limits.attributes,
            depth: limits.depth.min(DEEPEST),
        }
    }

    fn spend(&mut self) -> Result<(), Fault> {
        let limit = self.attributes;
        let left = self.attributes_left.checked_sub(1);
        self.attributes_left = left.ok_or(Fault::TooManyAttributes { limit })?;
        Ok(())
    }

    pub(super) fn resource(&mut self, message: &[u8]) -> Result<(), Fault> {
        for field in Fields::of(message) {
            match field? {
                (1, field) => self.attribute(field.bytes()?, 0)?,
                (2, field) => drop(field.varint()?),
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn scope(&mut self, message: &[u8]) -> Result<(), Fault> {
        for field in Fields::of(message) {
            match field? {
                (3, field) => self.attribute(field.bytes()?, 0)?,
                (1 | 2, field) => drop(field.bytes()?),
                (4, field) => drop(field.varint()?),
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn event(&mut self, message: &[u8]) -> Result<(), Fault> {
        self.spend()?;
        for field in Fields::of(message) {
            match field? {
                (3, field) => self.attribute(field.bytes()?, 0)?,
                (1, field) => drop(field.fixed64()?),
                (2, field) => drop(field.bytes()?),
                (4, field) => drop(field.varint()?),
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn link(&mut self, message: &[u8]) -> Result<(), Fault> {
        self.spend()?;
        for field in Fields::of(message) {
            match field? {
                (4, field) => self.attribute(field.bytes()?, 0)?,
                (1..=3, field) => drop(field.bytes()?),
                (5, field) => drop(field.varint()?),
                (6, field) => drop(field.fixed32()?),
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn attribute(&mut self, message: &[u8], depth: usize) -> Result<(), Fault> {
        self.spend()?;
        for field in Fields::of(message) {
            match field? {
                (1, field) => drop(field.bytes()?),
                (2, field) => self.value(field.bytes()?, depth)?,
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn value(&mut self, message: &[u8], depth: usize) -> Result<(), Fault> {
        if depth >= self.depth {
            return Err(Fault::TooDeep { limit: self.depth });
        }
        for field in Fields::of(message) {
            match field? {
                (1 | 7, field) => drop(field.bytes()?),
                (2 | 3, field) => drop(field.varint()?),
                (4, field) => drop(field.fixed64()?),
                (5, field) => {
                    for value in Fields::of(field.bytes()?) {
                        if let (1, field) = value? {
                            self.value(field.bytes()?, depth + 1)?;
                        }
                    }
                }
                (6, field) => {
                    for entry in Fields::of(field.bytes()?) {
                        if let (1, field) = entry? {
                            self.attribute(field.bytes()?, depth + 1)?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Looks through a `Status`.
pub(super) fn status(message: &[u8]) -> Result<(), Fault> {
    for field in Fields::of(message) {
        match field? {
            (2, field) => drop(field.bytes()?),
            (3, field) => drop(field.varint()?),
            _ => {}
        }
    }
    Ok(())
}

/// The name of a span, as far as it can be made out.
pub(super) fn span_name(message: &[u8]) -> Option<String> {
    let names = Fields::of(message).map_while(Result::ok);
    let name = names.filter_map(|field| match field {
        (5, Field::Bytes(name)) => Some(String::from_utf8_lossy(&name[..name.len().min(100)])),
        _ => None,
    });
    name.last().map(std::borrow::Cow::into_owned)
}
