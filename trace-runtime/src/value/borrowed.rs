//! Values as they lie in a record.

use std::fmt;

use super::text::read_text;

/// A value of an attribute, read where it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ValueRef<'a> {
    /// A truth value.
    Bool(bool),
    /// An integer.
    I64(i64),
    /// A floating-point number.
    F64(f64),
    /// A text.
    Str(&'a str),
    /// A list of truth values.
    Bools(&'a [bool]),
    /// A list of integers.
    I64s(&'a [i64]),
    /// A list of floating-point numbers.
    F64s(&'a [f64]),
    /// A list of texts.
    Strs(Strings<'a>),
}

/// Shows the value as people read it: texts bare, lists in brackets.
impl fmt::Display for ValueRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ValueRef::Bool(value) => value.fmt(f),
            ValueRef::I64(value) => value.fmt(f),
            ValueRef::F64(value) => value.fmt(f),
            ValueRef::Str(text) => text.fmt(f),
            ValueRef::Bools(list) => f.debug_list().entries(*list).finish(),
            ValueRef::I64s(list) => f.debug_list().entries(*list).finish(),
            ValueRef::F64s(list) => f.debug_list().entries(*list).finish(),
            ValueRef::Strs(list) => f.debug_list().entries(*list).finish(),
        }
    }
}

/// The texts of a list, in order.
#[derive(Clone, Copy)]
pub struct Strings<'a> {
    left: usize,
    words: &'a [u64],
}

impl<'a> Strings<'a> {
    pub(crate) fn new(count: usize, words: &'a [u64]) -> Self {
        // A text takes a word at least.
        let left = count.min(words.len());
        Strings { left, words }
    }
}

impl<'a> Iterator for Strings<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        self.left = self.left.checked_sub(1)?;
        let (text, rest) = read_text(self.words).unwrap_or_default();
        self.words = rest;
        Some(text)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Strings<'_> {}

impl PartialEq for Strings<'_> {
    fn eq(&self, other: &Self) -> bool {
        (*self).eq(*other)
    }
}

impl fmt::Debug for Strings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(*self).finish()
    }
}
