//! Keys and values, read where they lie.

use std::fmt;

use super::ValueRef;
use super::text::read_text;
use super::words::{Written, read_value};

/// Attributes with their keys, in order.
#[derive(Clone, Copy)]
pub struct Pairs<'a>(pub(crate) &'a [u64]);

impl Pairs<'_> {
    #[inline]
    pub(crate) fn contains(self, key: &str) -> bool {
        !self.0.is_empty() && self.has(key)
    }

    #[cold]
    fn has(mut self, key: &str) -> bool {
        self.any(|(have, _)| have == key)
    }
}

impl<'a> Iterator for Pairs<'a> {
    type Item = (&'a str, ValueRef<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (key, rest) = read_text(self.0)?;
            let (value, rest) = read_value(rest)?;
            self.0 = rest;
            if let Written::Value(value) = value {
                return Some((key, value));
            }
        }
    }
}

impl fmt::Debug for Pairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(*self).finish()
    }
}
