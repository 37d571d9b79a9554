//! The encoding of values as 64-bit words: written once, read where they lie.
//!
//! ```text
//! value   tag word: type (4 bits) | length of a short text (4) | payload (56)
//!         then what does not fit into the payload, in words of its own
//! text    as in `text.rs`
//! ```
//!
//! The tag is the first byte in memory and a short text the seven bytes behind
//! it, so that the text can be lent from the word it lies in.

mod buffer;
mod read;

use super::text::{copy_padded, cut, load_short, padded, push_padded, push_text};
use super::{Value, ValueRef};

pub(crate) use buffer::Words;
pub(crate) use read::{Written, read_value, skip_value, text_value, visit_value};

/// The types of values, in the low bits of the tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Type {
    None = 0,
    Bool = 1,
    /// 56 bits, in the payload.
    SmallInt = 2,
    Int = 3,
    Float = 4,
    /// At most seven bytes, in the payload.
    SmallText = 5,
    /// The payload is the length in bytes.
    Text = 6,
    /// The payload of lists is the number of items.
    Bools = 7,
    Ints = 8,
    Floats = 9,
    /// The second word is the number of words that the texts take.
    Texts = 10,
    /// A value that was refused.
    Dropped = 11,
}

const fn tag(of: Type, payload: u64) -> u64 {
    (payload << 8 | of as u64).to_le()
}

const fn type_of(tag: u64) -> u8 {
    (u64::from_le(tag) & 0xf) as u8
}

const fn payload(tag: u64) -> u64 {
    u64::from_le(tag) >> 8
}

/// The mark of an attribute that is not there.
pub(crate) const NONE: u64 = tag(Type::None, 0);
/// The mark of an attribute that found no room.
pub(crate) const DROPPED: u64 = tag(Type::Dropped, 0);

/// Whether the mark of a value that is not there lies here.
#[inline]
pub(crate) fn is_absent(words: &[u64]) -> bool {
    matches!(words.first(), Some(&(NONE | DROPPED)))
}

/// Texts up to this length fit into the tag word.
pub(crate) const SHORT: usize = 7;

#[inline]
pub(crate) const fn bool_word(value: bool) -> u64 {
    tag(Type::Bool, value as u64)
}

/// The word of an integer of 56 bits.
#[inline]
pub(crate) const fn small_int_word(value: i64) -> Option<u64> {
    let fits = (value << 8) >> 8 == value;
    if fits {
        Some(tag(Type::SmallInt, value as u64))
    } else {
        None
    }
}

#[inline]
pub(crate) const fn int_words(value: i64) -> [u64; 2] {
    [tag(Type::Int, 0), value as u64]
}

#[inline]
pub(crate) const fn float_words(value: f64) -> [u64; 2] {
    [tag(Type::Float, 0), value.to_bits()]
}

/// The word of a text of at most [`SHORT`] bytes.
#[inline]
pub(crate) fn short_text_word(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let length = bytes.len() as u64;
    (load_short(bytes) << 8 | length << 4 | Type::SmallText as u64).to_le()
}

#[inline]
pub(crate) const fn text_tag(length: usize) -> u64 {
    tag(Type::Text, length as u64)
}

/// The words of a value that is a text.
#[inline]
pub(crate) fn text_value_words(text: &str) -> usize {
    match text.len() {
        0..=SHORT => 1,
        length => 1 + padded(length),
    }
}

/// Puts a value that is a text into `to`, which has as many words as it takes.
#[inline]
pub(crate) fn put_text_value(to: &mut [u64], text: &str) {
    if let Some((tag, room)) = to.split_first_mut() {
        match text.len() {
            0..=SHORT => *tag = short_text_word(text),
            length => {
                *tag = text_tag(length);
                copy_padded(room, text.as_bytes());
            }
        }
    }
}

pub(crate) const fn list_tag(of: List, items: usize) -> u64 {
    let of = match of {
        List::Bools => Type::Bools,
        List::Ints => Type::Ints,
        List::Floats => Type::Floats,
        List::Texts => Type::Texts,
    };
    tag(of, items as u64)
}

/// The item type of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) enum List {
    Bools,
    Ints,
    Floats,
    Texts,
}

/// Appends a value. Texts are cut to `limit` bytes, and lists to as many items
/// as fit into them.
#[inline]
pub(crate) fn push_ref(to: &mut Vec<u64>, value: ValueRef<'_>, limit: usize) {
    match value {
        ValueRef::Bool(value) => to.push(bool_word(value)),
        ValueRef::I64(value) => match small_int_word(value) {
            Some(word) => to.push(word),
            None => to.extend(int_words(value)),
        },
        ValueRef::F64(value) => to.extend(float_words(value)),
        ValueRef::Str(text) => {
            let text = cut(text, limit);
            if text.len() <= SHORT {
                to.push(short_text_word(text));
            } else {
                to.push(text_tag(text.len()));
                push_padded(to, text.as_bytes());
            }
        }
        ValueRef::Bools(list) => push_bools(to, list, limit),
        ValueRef::I64s(list) => push_ints(to, list, limit),
        ValueRef::F64s(list) => push_floats(to, list, limit),
        ValueRef::Strs(list) => push_texts(to, list, limit),
    }
}

/// Appends a value that is owned; see [`push_ref`].
pub(crate) fn push_value(to: &mut Vec<u64>, value: &Value, limit: usize) {
    match value.as_ref() {
        Ok(value) => push_ref(to, value, limit),
        Err(texts) => push_texts(to, texts, limit),
    }
}

pub(crate) fn push_bools(to: &mut Vec<u64>, list: &[bool], limit: usize) {
    let list = &list[..list.len().min(limit)];
    to.push(list_tag(List::Bools, list.len()));
    push_padded(to, bytemuck::cast_slice(list));
}

pub(crate) fn push_ints(to: &mut Vec<u64>, list: &[i64], limit: usize) {
    let list = &list[..list.len().min(limit / 8)];
    to.push(list_tag(List::Ints, list.len()));
    to.extend_from_slice(bytemuck::cast_slice(list));
}

pub(crate) fn push_floats(to: &mut Vec<u64>, list: &[f64], limit: usize) {
    let list = &list[..list.len().min(limit / 8)];
    to.push(list_tag(List::Floats, list.len()));
    to.extend_from_slice(bytemuck::cast_slice(list));
}

pub(crate) fn push_texts<T: AsRef<str>>(
    to: &mut Vec<u64>,
    list: impl IntoIterator<Item = T>,
    limit: usize,
) {
    let start = to.len();
    to.extend([0, 0]);
    let (mut room, mut items) = (limit, 0);
    for text in list {
        let text = cut(text.as_ref(), room);
        push_text(to, text);
        items += 1;
        // A text costs its length too, or a list of empty ones had no bound.
        room = room.saturating_sub(text.len() + 8);
        if room == 0 {
            break;
        }
    }
    let words = (to.len() - start - 2) as u64;
    to[start] = list_tag(List::Texts, items);
    to[start + 1] = words;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::ValueRef;
    use crate::value::text::read_text;

    fn round_trip(value: Value) {
        let mut words = Vec::new();
        push_value(&mut words, &value, usize::MAX);
        words.push(7); // what lies behind must be left alone
        let (read, rest) = read_value(&words).unwrap();
        let Written::Value(read) = read else {
            panic!("{value:?} became {read:?}")
        };
        assert_eq!(read.to_value(), value);
        assert_eq!(rest, [7]);
    }

    #[test]
    fn every_value_is_read_as_written() {
        for text in [
            "",
            "a",
            "ab",
            "abc",
            "abcd",
            "äöü",
            "1234567",
            "12345678",
            "πππππππππ",
        ] {
            round_trip(Value::from(text));
        }
        for length in 0..70 {
            round_trip(Value::from("x".repeat(length)));
            round_trip(Value::from(vec![true; length]));
            round_trip(Value::from(vec![i64::MIN; length]));
            round_trip(Value::from(vec!["é".repeat(length); length]));
        }
        for shift in 0..64 {
            let power = 1_i64 << shift;
            for value in [power, power.wrapping_neg(), power.wrapping_sub(1)] {
                round_trip(Value::from(value));
            }
        }
        round_trip(Value::from(i64::MIN));
        round_trip(Value::from(-0.5));
        round_trip(Value::from(f64::INFINITY));
        round_trip(Value::from(false));
        round_trip(Value::from(vec![1.5, f64::MIN]));
    }

    #[test]
    fn what_is_too_long_is_cut_between_characters() {
        let mut words = Vec::new();
        push_value(&mut words, &Value::from("ééééé"), 9);
        let read = read_value(&words).unwrap().0;
        assert_eq!(read, Written::Value(ValueRef::Str("éééé")));

        words.clear();
        push_value(&mut words, &Value::from(vec![1_i64; 100]), 80);
        let (read, rest) = read_value(&words).unwrap();
        assert_eq!(read, Written::Value(ValueRef::I64s(&[1; 10])));
        assert!(rest.is_empty());

        words.clear();
        push_value(&mut words, &Value::from(vec![""; 1000]), 80);
        assert!(words.len() <= 13, "{}", words.len());
    }

    #[test]
    fn no_words_make_the_reader_panic() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut words = [0_u64; 6];
        for _ in 0..200_000 {
            for word in &mut words {
                state = state
                    .wrapping_mul(0x5851_f42d_4c95_7f2d)
                    .wrapping_add(0x1405_7b7e_f767_814f);
                *word = if state & 3 == 0 {
                    state >> 40 & 0xff
                } else {
                    state
                };
            }
            let _ = read_text(&words);
            if let Some((Written::Value(value), _)) = read_value(&words) {
                let _ = value.to_value();
            }
        }
    }
}
