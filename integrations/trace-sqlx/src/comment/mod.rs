//! Comments in sqlcommenter's form: who asked, for whoever reads the database's own log.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use super::dialect::Dialect;
use super::lexer::{Kind, Lexer};

/// How long a comment gets at most, in bytes.
pub(crate) const LONGEST: usize = 1024;

/// The bytes that are encoded. None of what is left can end a comment, a string or a line.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'-');

/// The statement with a comment at its end, before the last semicolon, that has the pairs
/// in the order of their keys; of a key that comes twice, the first.
///
/// A text without a statement, one that has a comment already, and one that ends in the
/// middle of a string stay as they are. If the comment would be longer than [`LONGEST`],
/// pairs are left out, the longest first: a part of a value would be a wrong value.
pub(crate) fn comment<'t, 'p>(
    text: &'t str,
    dialect: Dialect,
    pairs: impl IntoIterator<Item = (&'p str, &'p str)>,
) -> Cow<'t, str> {
    let Some(end) = end_of_statement(text, dialect) else {
        return Cow::Borrowed(text);
    };
    let pairs = fitting(pairs);
    if pairs.is_empty() {
        return Cow::Borrowed(text);
    }
    let (statement, rest) = text.split_at(end);
    let length = " /**/".len() + pairs.iter().map(|pair| pair.length + 1).sum::<usize>();
    let mut commented = String::with_capacity(text.len() + length);
    commented.push_str(statement);
    let mut before = " /*";
    for Pair { key, value, .. } in pairs {
        commented.push_str(before);
        commented.extend(key);
        commented.push_str("='");
        commented.extend(value);
        commented.push('\'');
        before = ",";
    }
    commented.push_str("*/");
    commented.push_str(rest);
    Cow::Owned(commented)
}

/// Behind the last token of the last statement; `None` if no comment can stand there.
fn end_of_statement(text: &str, dialect: Dialect) -> Option<usize> {
    let (mut at, mut end) = (0, None);
    for token in Lexer::new(text, dialect) {
        at += token.text.len();
        match (token.kind, token.text) {
            (Kind::Comment | Kind::Unfinished, _) => return None,
            (Kind::Space, _) | (Kind::Symbol, ";") => {}
            _ => end = Some(at),
        }
    }
    end
}

/// `key='value'`, yet to be encoded: nothing is allocated for each.
struct Pair<'p> {
    key: PercentEncode<'p>,
    value: PercentEncode<'p>,
    /// Of all of it, encoded.
    length: usize,
}

/// The pairs that fit into a comment.
fn fitting<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> Vec<Pair<'p>> {
    let pairs = pairs.into_iter();
    // Encoding shortens nothing: what is too long already need not be looked at.
    let pairs = pairs.filter(|(key, value)| !key.is_empty() && key.len() + value.len() < LONGEST);
    let mut pairs: Vec<_> = pairs.map(|(key, value)| Pair::new(key, value)).collect();
    pairs.sort_by(|one, other| one.key_bytes().cmp(other.key_bytes()));
    pairs.dedup_by(|later, first| later.key_bytes().eq(first.key_bytes()));
    // With the comma behind it; the last has none.
    while pairs.iter().map(|pair| pair.length + 1).sum::<usize>() > LONGEST - "/**/".len() + 1 {
        let longest = (0..pairs.len()).max_by_key(|at| pairs[*at].length);
        longest.map(|at| pairs.remove(at));
    }
    pairs
}

impl<'p> Pair<'p> {
    fn new(key: &'p str, value: &'p str) -> Self {
        let [key, value] = [key, value].map(|text| utf8_percent_encode(text, ENCODED));
        let length = |text: &PercentEncode<'_>| text.clone().map(str::len).sum::<usize>();
        let length = length(&key) + length(&value) + "=''".len();
        Pair { key, value, length }
    }

    fn key_bytes(&self) -> impl Iterator<Item = u8> + use<'p> {
        self.key.clone().flat_map(str::bytes)
    }
}

#[cfg(test)]
mod tests;
