//! Comments in sqlcommenter's form: who asked, for whoever reads the database's own log.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

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
    let pairs = encoded(pairs);
    if pairs.is_empty() {
        return Cow::Borrowed(text);
    }
    let (statement, rest) = text.split_at(end);
    let pairs: Vec<_> = pairs.into_iter().map(|pair| pair.text).collect();
    Cow::Owned(format!("{statement} /*{}*/{rest}", pairs.join(",")))
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

/// `key='value'`, encoded.
#[derive(Debug)]
struct Pair {
    key: String,
    text: String,
}

/// The pairs that fit into a comment.
fn encoded<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> Vec<Pair> {
    let pairs = pairs.into_iter();
    // Encoding shortens nothing: what is too long already need not be looked at.
    let fitting = pairs.filter(|(key, value)| !key.is_empty() && key.len() + value.len() < LONGEST);
    let mut pairs: Vec<_> = fitting.map(|(key, value)| Pair::new(key, value)).collect();
    pairs.sort_by(|one, other| one.key.cmp(&other.key));
    pairs.dedup_by(|later, first| later.key == first.key);
    // With the comma behind it; the last has none.
    while pairs.iter().map(|pair| pair.text.len() + 1).sum::<usize>() > LONGEST - "/**/".len() + 1 {
        let longest = (0..pairs.len()).max_by_key(|at| pairs[*at].text.len());
        longest.map(|at| pairs.remove(at));
    }
    pairs
}

impl Pair {
    fn new(key: &str, value: &str) -> Pair {
        let key = utf8_percent_encode(key, ENCODED).to_string();
        let text = format!("{key}='{}'", utf8_percent_encode(value, ENCODED));
        Pair { key, text }
    }
}

#[cfg(test)]
mod tests;
