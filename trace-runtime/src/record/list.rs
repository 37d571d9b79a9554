//! Attributes on their way into a record, as words.

use std::{fmt, mem};

use super::attribute::Attribute;
use super::slot::AttributeBuffer;
use crate::buffer::local;
use crate::limits;
use crate::value::ValueRef;
use crate::value::words::{Words, Written, read_value};

/// The attribute of the conventions that says what kind of error it was.
pub(super) const ERROR_TYPE: &str = "error.type";

/// A list may take this much, and so may all that one span keeps of what came late; bytes.
pub(super) const MAX_BYTES: usize = 448 * 1024;

/// Takes keys and values, one after the other; see
/// [`IntoAttributes`](super::IntoAttributes).
///
/// They are written where they will be read, and nothing is borrowed or locked
/// meanwhile: a value may be of a type that runs code of the user's.
pub struct AttributeList<'a> {
    words: &'a mut Words,
    /// So many are taken.
    most: usize,
    count: usize,
    has_error_type: bool,
    dropped: u32,
}

impl<'a> AttributeList<'a> {
    /// Of at most so many attributes.
    #[inline]
    fn new(words: &'a mut Words, most: usize) -> Self {
        AttributeList {
            words,
            most,
            count: 0,
            has_error_type: false,
            dropped: 0,
        }
    }

    /// Adds an attribute. What exceeds a limit is left out and counted.
    #[inline]
    pub fn add(&mut self, key: &str, value: &(impl Attribute + ?Sized)) {
        match value.borrowed() {
            Some(value) => self.push(key, value),
            None => self.ask(key, value),
        }
    }

    #[inline]
    fn push(&mut self, key: &str, value: ValueRef<'_>) {
        if !self.takes(key.len() + size(&value)) {
            return self.drop_one();
        }
        self.note(key);
        self.words.push_pair(key, value, limits::value_length());
    }

    #[inline(never)]
    fn ask(&mut self, key: &str, value: &(impl Attribute + ?Sized)) {
        let asked = asked(value, |words| {
            if !self.takes(key.len() + words.len() * 8) {
                return self.drop_one();
            }
            self.note(key);
            self.words.push_text(key);
            self.words.extend(words);
        });
        if asked == Asked::Refused {
            self.drop_one();
        }
    }

    #[inline]
    fn note(&mut self, key: &str) {
        self.count += 1;
        self.has_error_type |= key == ERROR_TYPE;
    }

    /// Whether there is room for one more of about so many bytes.
    #[inline]
    fn takes(&self, bytes: usize) -> bool {
        self.count < self.most && self.words.len() * 8 + bytes <= MAX_BYTES
    }

    #[cold]
    fn drop_one(&mut self) {
        self.dropped = self.dropped.saturating_add(1);
    }
}

impl fmt::Debug for AttributeList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttributeList").finish_non_exhaustive()
    }
}

/// Attributes that are encoded, in memory that the thread uses again.
pub(crate) struct Encoded {
    words: Words,
    count: usize,
    has_error_type: bool,
    dropped: u32,
}

impl Encoded {
    /// No attributes.
    pub(crate) const NONE: Encoded = Encoded {
        words: Words::NONE,
        count: 0,
        has_error_type: false,
        dropped: 0,
    };

    /// At most so many of those that `add` adds; what is left out is counted.
    #[inline]
    pub(super) fn new(most: usize, add: impl FnOnce(&mut AttributeList<'_>)) -> Self {
        let mut words = local::take_scratch();
        let mut list = AttributeList::new(&mut words, most);
        add(&mut list);
        let AttributeList {
            count,
            has_error_type,
            dropped,
            ..
        } = list;
        Encoded {
            words,
            count,
            has_error_type,
            dropped,
        }
    }

    /// Keys and values, as they lie in a record.
    #[inline]
    pub(crate) fn words(&self) -> &[u64] {
        self.words.written()
    }

    #[inline]
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Whether `error.type` is one of them.
    #[inline]
    pub(crate) fn has_error_type(&self) -> bool {
        self.has_error_type
    }

    /// How many were left out.
    #[inline]
    pub(crate) fn dropped(&self) -> u32 {
        self.dropped
    }
}

impl Drop for Encoded {
    #[inline]
    fn drop(&mut self) {
        local::put_scratch(mem::replace(&mut self.words, Words::NONE));
    }
}

/// What became of a value that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    Answered,
    /// There is too much of it.
    Refused,
}

/// Asks a value to record itself, which may run code of the user's, and hands the words
/// on; not where there is nothing to record.
#[inline(never)]
pub(crate) fn asked(value: &(impl Attribute + ?Sized), hand_on: impl FnOnce(&[u64])) -> Asked {
    let mut buffer = AttributeBuffer::<[u64; 8]>::new();
    buffer.attributes().value(value);
    let buffer: &AttributeBuffer = &buffer;
    let words = buffer.view().single();
    match read_value(words) {
        Some((Written::Value(_), _)) => hand_on(words),
        Some((Written::Dropped, _)) => return Asked::Refused,
        Some((Written::None, _)) | None => {}
    }
    Asked::Answered
}

/// What a value takes, about and at most; bytes.
#[inline]
pub(super) fn size(value: &ValueRef<'_>) -> usize {
    match value {
        ValueRef::Bool(_) | ValueRef::I64(_) | ValueRef::F64(_) => 16,
        ValueRef::Str(text) => text.len().min(limits::value_length()),
        list => size_of_list(list),
    }
}

#[cold]
fn size_of_list(list: &ValueRef<'_>) -> usize {
    let limit = limits::value_length();
    match list {
        ValueRef::Bools(list) => list.len().min(limit),
        ValueRef::I64s(list) => (list.len() * 8).min(limit),
        ValueRef::F64s(list) => (list.len() * 8).min(limit),
        _ => limit,
    }
}
