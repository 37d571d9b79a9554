//! What is recorded while a span runs, and was not declared.

mod write;

use std::borrow::Cow;
use std::mem;

use super::extra::{self, Dropped};
use crate::buffer::header::Ending;
use crate::context::SpanContext;
use crate::limits;
use crate::value::text::cut;
use crate::value::{Key, Status, Value};

pub(super) use write::write;

/// What one span may keep of it; bytes, about.
const MAX_BYTES: usize = 448 * 1024;

/// So many attributes are compared faster than hashed.
const MANY: usize = 16;

/// The attribute of the conventions that says what kind of error it was.
pub(super) const ERROR_TYPE: &str = "error.type";

/// Attributes, events, links and the rest that came at run time. Made when the
/// first of them arrives; most spans have none.
///
/// Bounded: what exceeds a limit is left out and counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Late {
    pub(super) name: Option<Key>,
    status: Status,
    /// The type of the exception recorded last.
    exception: Option<Key>,
    /// The attribute `error.type` is that of an error, and not the user's.
    own_error_type: bool,
    /// The text of a panic that may yet be caught.
    panic: Option<String>,
    pub(super) attributes: Vec<(Key, Value)>,
    /// A hash of each key, from [`MANY`] attributes on: a new key is then not
    /// compared with all that are there.
    hashes: Vec<u32>,
    /// In the encoding of the record, as nobody asks for one of them again.
    pub(super) events: Vec<u64>,
    event_count: usize,
    pub(super) links: Vec<u64>,
    link_count: usize,
    pub(super) dropped: Dropped,
    bytes: usize,
}

impl Late {
    /// Sets an attribute, for the user; the last of two with the same key stays.
    pub(crate) fn set_attribute(&mut self, key: Key, value: Value) {
        if key == ERROR_TYPE {
            self.own_error_type = false;
        }
        self.put_attribute(key, value);
    }

    fn put_attribute(&mut self, key: Key, value: Value) {
        let value = value.cut(limits::value_length());
        let size = size(&key, &value);
        let is_new = self.attributes.len() >= MANY && !contains(&self.hashes, hash(&key));
        let there = if is_new {
            &mut []
        } else {
            &mut self.attributes[..]
        };
        if let Some((_, old)) = there.iter_mut().find(|(have, _)| *have == key) {
            let freed = old.heap_bytes();
            if self.bytes + value.heap_bytes() <= MAX_BYTES + freed {
                self.bytes = self.bytes + value.heap_bytes() - freed;
                *old = value;
            } else {
                bump(&mut self.dropped.attributes);
            }
        } else if self.attributes.len() < limits::attributes() && self.take(size) {
            self.attributes.push((key, value));
            if self.attributes.len() >= MANY {
                let new = self.attributes.iter().skip(self.hashes.len());
                self.hashes.extend(new.map(|(key, _)| hash(key)));
            }
        } else {
            bump(&mut self.dropped.attributes);
        }
    }

    /// Adds an event that happened at `ticks`.
    pub(crate) fn add_event(&mut self, name: Key, attributes: Vec<(Key, Value)>, ticks: u64) {
        if self.event_count >= limits::events() || !self.take(sizes(&name, &attributes)) {
            return bump(&mut self.dropped.events);
        }
        self.event_count += 1;
        extra::push_event(&mut self.events, &name, &attributes, ticks);
    }

    /// Adds a link to another span.
    pub(crate) fn add_link(&mut self, to: SpanContext, attributes: Vec<(Key, Value)>) {
        let size = sizes(to.trace_state().as_str(), &attributes);
        if self.link_count >= limits::links() || !self.take(size) {
            return bump(&mut self.dropped.links);
        }
        self.link_count += 1;
        extra::push_link(&mut self.links, &to, &attributes);
    }

    /// Replaces the name of the span.
    pub(crate) fn set_name(&mut self, name: Key) {
        self.name = Some(name);
    }

    /// Replaces the status.
    pub(crate) fn set_status(&mut self, status: Status) {
        self.status = status;
    }

    /// Records an error: the event of OpenTelemetry's conventions, the attribute
    /// `error.type`, and the status. One that is recorded and then returned as
    /// well is one event, and keeps its text.
    ///
    /// An `error.type` that the user has set stays.
    pub(crate) fn exception(
        &mut self,
        exception_type: Key,
        error_type: Option<&'static str>,
        message: Option<String>,
    ) {
        if self.exception.as_ref() == Some(&exception_type) {
            let same = message.as_deref().is_none_or(|text| text == self.message());
            if same {
                return;
            }
        }
        self.exception = Some(exception_type.clone());
        self.set_error_type(error_type.map_or_else(|| exception_type.clone(), Key::Borrowed));
        self.exception_event(exception_type, message.as_deref());
        self.status = Status::Error(message.unwrap_or_default().into());
    }

    /// Records a panic that happened in this span. Only if it is not caught, see
    /// [`unwound`](Self::unwound), does it say something of the span as a whole.
    pub(crate) fn panicked(&mut self, message: String) {
        self.exception_event("panic".into(), Some(&message));
        self.panic = Some(message);
    }

    /// A panic went through the span.
    pub(crate) fn unwound(&mut self) {
        if let Some(message) = self.panic.take() {
            self.set_error_type("panic".into());
            self.status = Status::Error(message.into());
        }
    }

    fn set_error_type(&mut self, error_type: Key) {
        let is_set = |(key, _): &(Key, Value)| key == ERROR_TYPE;
        if self.own_error_type || !self.attributes.iter().any(is_set) {
            self.put_attribute(ERROR_TYPE.into(), Value::Str(error_type));
            self.own_error_type = true;
        }
    }

    /// A declared `error.type` has a value, which is the user's.
    pub(super) fn error_type_is_declared(&mut self) {
        if self.own_error_type {
            self.attributes.retain(|(key, _)| key != ERROR_TYPE);
        }
    }

    fn exception_event(&mut self, exception_type: Key, message: Option<&str>) {
        let mut attributes: Vec<(Key, Value)> =
            vec![("exception.type".into(), Value::Str(exception_type))];
        if let Some(message) = message {
            let message = Value::Str(Cow::Owned(message.to_owned()));
            attributes.push(("exception.message".into(), message));
        }
        self.add_event("exception".into(), attributes, crate::clock::ticks());
    }

    pub(super) fn ending(&self) -> Ending {
        match self.status {
            Status::Unset => Ending::Unset,
            Status::Ok => Ending::Ok,
            Status::Error(_) => Ending::Error,
        }
    }

    /// The description of an error.
    pub(super) fn message(&self) -> &str {
        match &self.status {
            Status::Error(message) => cut(message, limits::value_length()),
            Status::Unset | Status::Ok => "",
        }
    }

    fn take(&mut self, bytes: usize) -> bool {
        let fits = self.bytes.saturating_add(bytes) <= MAX_BYTES;
        if fits {
            self.bytes += bytes;
        }
        fits
    }
}

/// Many at a time, without a branch for each: the compiler makes vectors of it.
fn contains(hashes: &[u32], hash: u32) -> bool {
    let any = |some: &[u32]| some.iter().fold(false, |any, have| any | (*have == hash));
    hashes.chunks(16).any(any)
}

/// Tells most keys apart. A product's upper half depends on all of its factors.
fn hash(key: &str) -> u32 {
    let (words, rest) = key.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    for (to, byte) in last.iter_mut().zip(rest) {
        *to = *byte;
    }
    let words = words
        .iter()
        .chain([&last])
        .map(|word| u64::from_le_bytes(*word));
    let mixed = words.fold(key.len() as u64, |hash, word| {
        (hash.rotate_left(29) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    (mixed >> 32) as u32
}

fn bump(counter: &mut u32) {
    *counter = counter.saturating_add(1);
}

/// What an attribute takes.
fn size(key: &Key, value: &Value) -> usize {
    mem::size_of::<(Key, Value)>() + key.len() + value.heap_bytes()
}

/// What an event or a link takes, as far as its limits let it.
fn sizes(name: &str, attributes: &[(Key, Value)]) -> usize {
    let limit = limits::value_length();
    let attributes = attributes.iter().take(limits::attributes());
    let attributes = attributes.map(|(key, value)| 48 + key.len() + value.heap_bytes().min(limit));
    64 + name.len() + attributes.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// More than are compared one by one, set again in another order.
    #[test]
    fn the_last_of_two_with_the_same_key_stays() {
        for count in [1, MANY - 1, MANY, MANY + 1, 100] {
            let keys: Vec<String> = (0..count).map(|at| format!("a.long.key.{at}")).collect();
            let mut late = Late::default();
            for (at, key) in keys.iter().enumerate() {
                late.set_attribute(key.clone().into(), Value::I64(at as i64));
            }
            for (at, key) in keys.iter().enumerate().rev() {
                late.set_attribute(key.clone().into(), Value::I64(1000 + at as i64));
            }
            let expected = keys.iter().enumerate();
            let expected: Vec<(Key, Value)> = expected
                .map(|(at, key)| (key.clone().into(), Value::I64(1000 + at as i64)))
                .collect();
            assert_eq!(late.attributes, expected);
        }
    }

    #[test]
    fn keys_of_one_length_hash_apart() {
        let hashes: std::collections::HashSet<u32> = (0..10_000)
            .map(|at| hash(&format!("key.{at:08}")))
            .collect();
        assert!(hashes.len() > 9_900, "{}", hashes.len());
    }
}
