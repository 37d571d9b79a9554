//! Keys and values, read where they lie.

use std::fmt;

use super::text::{read_bytes, read_text};
use super::words::{Written, is_absent, read_value, skip_value, visit_value};
use super::{ValueRef, ValueVisitor};

/// Attributes with their keys, in order.
///
/// As an iterator it gives texts; an exporter that copies bytes takes
/// [`visit_next`](Self::visit_next).
#[derive(Clone, Copy)]
pub struct Pairs<'a>(pub(crate) &'a [u64]);

impl<'a> Pairs<'a> {
    /// Whether there is an attribute of this key.
    #[inline]
    pub fn has(self, key: &[u8]) -> bool {
        !self.0.is_empty() && self.keys().any(|have| have == key)
    }

    /// The keys in UTF-8.
    #[inline]
    pub fn keys(self) -> impl Iterator<Item = &'a [u8]> + Clone {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            loop {
                let (key, value) = read_bytes(rest)?;
                rest = skip_value(value)?;
                if !is_absent(value) {
                    return Some(key);
                }
            }
        })
    }

    /// Gives the next value to the visitor that `of` makes of its key, which is in UTF-8,
    /// and returns what that made of it; as in an iterator, `None` behind the last.
    #[inline]
    pub fn visit_next<V: ValueVisitor<'a>>(
        &mut self,
        of: impl FnOnce(&'a [u8]) -> V,
    ) -> Option<V::Output> {
        loop {
            let (key, value) = read_bytes(self.0)?;
            if is_absent(value) {
                self.0 = skip_value(value)?;
                continue;
            }
            let (seen, rest) = visit_value(value, of(key))?;
            self.0 = rest;
            return match seen {
                Written::Value(seen) => Some(seen),
                Written::None | Written::Dropped => None,
            };
        }
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

    fn count(self) -> usize {
        self.keys().count()
    }
}

impl fmt::Debug for Pairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(*self).finish()
    }
}
