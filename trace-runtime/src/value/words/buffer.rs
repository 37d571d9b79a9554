//! Words that are appended, one value after the other.

use super::{
    SHORT, float_words, int_words, push_ref, put_text_value, short_text_word, small_int_word,
    text_value_words,
};
use crate::value::ValueRef;
use crate::value::text::{cut, padded, text};

/// Takes words, and keeps its memory for the next ones: it is zeroed once, when it is
/// allocated, and then only written over.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    /// What is written, and room behind it.
    words: Vec<u64>,
    /// The end of what is written.
    used: usize,
}

/// The least that is allocated; words.
const LEAST: usize = 32;

impl Words {
    pub(crate) const NONE: Words = Words {
        words: Vec::new(),
        used: 0,
    };

    /// What is written.
    #[inline]
    pub(crate) fn written(&self) -> &[u64] {
        self.words.get(..self.used).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn written_mut(&mut self) -> &mut [u64] {
        self.words.get_mut(..self.used).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.used
    }

    /// What it can take without an allocation.
    pub(crate) fn capacity(&self) -> usize {
        self.words.len()
    }

    #[inline]
    pub(crate) fn clear(&mut self) {
        self.used = 0;
    }

    /// Takes back what is behind the first `length` words.
    #[inline]
    pub(crate) fn truncate(&mut self, length: usize) {
        self.used = self.used.min(length);
    }

    /// The next `count` words, to be written.
    #[inline]
    pub(crate) fn claim(&mut self, count: usize) -> &mut [u64] {
        let start = self.used;
        let end = start + count;
        if end > self.words.len() {
            self.grow(end);
        }
        self.used = end;
        self.words.get_mut(start..end).unwrap_or_default()
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, end: usize) {
        let length = (2 * self.words.len()).max(end).max(LEAST);
        self.words.reserve_exact(length - self.words.len());
        self.words.resize(length, 0);
    }

    #[inline]
    pub(crate) fn extend(&mut self, words: &[u64]) {
        self.claim(words.len()).copy_from_slice(words);
    }

    /// Appends a text.
    #[inline]
    pub(crate) fn push_text(&mut self, new: &str) {
        text(self.claim(1 + padded(new.len())), new);
    }

    /// Appends a key with its value, in one go where their size is known. The value is
    /// cut to `limit` bytes.
    #[inline]
    pub(crate) fn push_pair(&mut self, key: &str, value: ValueRef<'_>, limit: usize) {
        match value {
            ValueRef::Bool(value) => self.pair(key, [super::bool_word(value)]),
            ValueRef::I64(value) => match small_int_word(value) {
                Some(word) => self.pair(key, [word]),
                None => self.pair(key, int_words(value)),
            },
            ValueRef::F64(value) => self.pair(key, float_words(value)),
            ValueRef::Str(text) => {
                let text = cut(text, limit);
                match text.len() {
                    0..=SHORT => self.pair(key, [short_text_word(text)]),
                    _ => self.text_pair(key, text),
                }
            }
            list => self.list_pair(key, list, limit),
        }
    }

    #[inline]
    fn pair<const N: usize>(&mut self, key: &str, value: [u64; N]) {
        let room = self.claim(1 + padded(key.len()) + N);
        if let Some((of_key, of_value)) = room.split_last_chunk_mut::<N>() {
            text(of_key, key);
            *of_value = value;
        }
    }

    #[inline]
    fn text_pair(&mut self, key: &str, value: &str) {
        let of_key = 1 + padded(key.len());
        let room = self.claim(of_key + text_value_words(value));
        if let Some((of_key, of_value)) = room.split_at_mut_checked(of_key) {
            text(of_key, key);
            put_text_value(of_value, value);
        }
    }

    #[cold]
    #[inline(never)]
    fn list_pair(&mut self, key: &str, list: ValueRef<'_>, limit: usize) {
        let mut words = Vec::new();
        push_ref(&mut words, list, limit);
        self.push_text(key);
        self.extend(&words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Pairs, Value};

    #[test]
    fn pairs_are_read_as_they_were_written() {
        let mut words = Words::NONE;
        let mut expected = Vec::new();
        for length in 0..40 {
            let key = "k".repeat(length % 20);
            let values = [
                Value::Bool(length % 2 == 0),
                Value::I64(i64::MIN >> length),
                Value::F64(length as f64 / 3.0),
                Value::from("é".repeat(length)),
                Value::from(vec![length as i64; length]),
            ];
            for value in values {
                words.push_pair(&key, value.as_ref().unwrap(), usize::MAX);
                expected.push((key.clone(), value));
            }
        }
        let read = Pairs(words.written());
        let read: Vec<_> = read
            .map(|(key, value)| (key.to_owned(), value.to_value()))
            .collect();
        assert_eq!(read, expected);

        // Written over, and not added to.
        words.clear();
        words.push_pair("a text of the key", ValueRef::Str("a text of the value"), 6);
        let mut read = Pairs(words.written());
        assert_eq!(
            read.next(),
            Some(("a text of the key", ValueRef::Str("a text")))
        );
        assert_eq!(read.next(), None);
    }
}
