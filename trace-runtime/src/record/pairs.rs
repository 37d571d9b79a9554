//! Keys and values as they lie in a record, while it can still be changed.

use std::ops::Range;

use super::keys::Keys;
use crate::value::text::read_bytes;
use crate::value::words::{self, skip_value};

/// The pairs one by one: the key in UTF-8, and where key and value lie.
pub(super) fn split(words: &[u64]) -> impl Iterator<Item = (&[u8], Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (key, range) = pair(words, at)?;
        at = range.end;
        Some((key, range))
    })
}

/// The pair that begins at a word.
#[inline]
fn pair(words: &[u64], at: usize) -> Option<(&[u8], Range<usize>)> {
    let (key, value) = read_bytes(words.get(at..)?)?;
    let behind = skip_value(value)?;
    Some((key, at..words.len() - behind.len()))
}

/// Where the pair of a key lies, of several the last.
pub(super) fn find(words: &[u64], key: &[u8]) -> Option<Range<usize>> {
    let found = split(words).filter(|(have, range)| *have == key && !is_left_out(words, range));
    found.map(|(_, range)| range).last()
}

/// Of the pairs with the same key leaves the last. `keys` knows all of them then; returns
/// how many there are.
pub(super) fn leave_out_repeats(words: &mut [u64], keys: &mut Keys) -> usize {
    keys.clear();
    let (mut at, mut count) = (0, 0);
    while let Some((key, range)) = pair(words, at) {
        at = range.end;
        if is_left_out(words, &range) {
            continue;
        }
        count += 1;
        let is = |seen| key_at(words, seen) == key;
        if let Some(before) = keys.note(key, range.start, is)
            && let Some((_, before)) = pair(words, before)
        {
            count -= 1;
            leave_out(words, before);
        }
    }
    count
}

/// The key of the pair that begins at a word.
#[inline]
pub(super) fn key_at(words: &[u64], at: usize) -> &[u8] {
    let key = words.get(at..).and_then(read_bytes);
    key.map_or(&[], |(key, _)| key)
}

/// Leaves a pair where it is, as one without a value, which a reader skips.
pub(super) fn leave_out(words: &mut [u64], pair: Range<usize>) {
    if let Some([length, key @ .., value]) = words.get_mut(pair) {
        *length = key.len() as u64 * 8;
        key.fill(0);
        *value = words::NONE;
    }
}

pub(super) fn is_left_out(words: &[u64], pair: &Range<usize>) -> bool {
    let pair = words.get(pair.clone()).unwrap_or_default();
    match pair {
        [length, key @ .., value] => *value == words::NONE && *length == key.len() as u64 * 8,
        _ => false,
    }
}

/// Moves the pairs that have a value to the front; returns how many words they take.
pub(super) fn close_up(words: &mut [u64]) -> usize {
    let (mut at, mut end) = (0, 0);
    while let Some((_, range)) = pair(words, at) {
        at = range.end;
        if !is_left_out(words, &range) {
            let length = range.len();
            words.copy_within(range, end);
            end += length;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::words::Words;
    use crate::value::{Pairs, ValueRef};

    fn read(words: &[u64]) -> Vec<(&str, i64)> {
        let number = |value| match value {
            ValueRef::I64(number) => number,
            ValueRef::Str(text) => text.len() as i64,
            other => panic!("{other}"),
        };
        Pairs(words)
            .map(|(key, value)| (key, number(value)))
            .collect()
    }

    #[test]
    fn of_the_pairs_with_one_key_the_last_is_left() {
        for count in [1, 15, 16, 17, 100] {
            let names: Vec<String> = (0..count).map(|at| format!("a.long.key.{at}")).collect();
            let mut words = Words::NONE;
            let text = "x".repeat(count);
            for round in 1..4 {
                for (at, key) in names.iter().enumerate() {
                    let value = match at % 2 {
                        0 => ValueRef::I64((at + round) as i64),
                        _ => ValueRef::Str(&text[..at]),
                    };
                    words.push_pair(key, value, usize::MAX);
                }
            }
            let mut keys = Keys::default();
            assert_eq!(leave_out_repeats(words.written_mut(), &mut keys), count);
            let value = |at| {
                if at % 2 == 0 {
                    at as i64 + 3
                } else {
                    at as i64
                }
            };
            let expected: Vec<(&str, i64)> = names
                .iter()
                .enumerate()
                .map(|(at, key)| (key.as_str(), value(at)))
                .collect();
            assert_eq!(read(words.written()), expected);

            // A second time there is nothing to do.
            assert_eq!(leave_out_repeats(words.written_mut(), &mut keys), count);
            let length = close_up(words.written_mut());
            words.truncate(length);
            assert_eq!(read(words.written()), expected);
            assert_eq!(split(words.written()).count(), count);
        }
    }

    #[test]
    fn a_key_of_any_bytes_is_a_key() {
        let mut words = Words::NONE;
        for key in ["", "\0\0\0\0\0\0\0\0", "\0", "k"] {
            words.push_pair(key, ValueRef::I64(1), usize::MAX);
            words.push_pair(key, ValueRef::I64(2), usize::MAX);
        }
        let mut keys = Keys::default();
        assert_eq!(leave_out_repeats(words.written_mut(), &mut keys), 4);
        let length = close_up(words.written_mut());
        words.truncate(length);
        let expected = [("", 2), ("\0\0\0\0\0\0\0\0", 2), ("\0", 2), ("k", 2)];
        assert_eq!(read(words.written()), expected);
        assert!(find(words.written(), b"k").is_some());
        assert!(find(words.written(), b"x").is_none());
    }
}
