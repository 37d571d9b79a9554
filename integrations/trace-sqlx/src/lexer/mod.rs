//! Cuts a statement into tokens: just as far as literals, names and comments can be told
//! from the rest. It parses nothing, and nothing is an error to it.

use super::dialect::Dialect;

mod ends;

use ends::{closing, comment, find, is_space, is_word, number, run};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Space,
    /// A keyword or a name without quotes.
    Word,
    /// A name in quotes.
    Name,
    /// A string, a bit string, a blob or a number.
    Literal,
    /// The place of a bound value that is more than a symbol: `$1`, `?1`, `:name`.
    Parameter,
    Comment,
    /// A single character of punctuation.
    Symbol,
    /// A string or a quoted name without an end: all of the rest.
    Unfinished,
}

/// A token, and the text that it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    pub(crate) kind: Kind,
    pub(crate) text: &'t str,
}

/// The tokens of a text; put together again they are the text.
///
/// All that it compares with is ASCII, and bytes above belong to words, so that a token
/// never ends inside of a character.
#[derive(Debug)]
pub(crate) struct Lexer<'t> {
    rest: &'t str,
    dialect: Dialect,
    escaped: Escaped,
}

/// Whether a string of PostgreSQL goes on with the rules of the one before: `E'a'`, a line
/// break, `'\''` is one string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escaped {
    No,
    Ended,
    GoesOn,
}

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t str, dialect: Dialect) -> Lexer<'t> {
        Lexer {
            rest: text,
            dialect,
            escaped: Escaped::No,
        }
    }
}

impl<'t> Iterator for Lexer<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let bytes = self.rest.as_bytes();
        let first = *bytes.first()?;
        let (kind, end) = self.cut(first, bytes);
        let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.escaped = self.escaped_after(kind, text);
        self.rest = rest;
        Some(Token { kind, text })
    }
}

impl Lexer<'_> {
    /// The token that `bytes` begins with, and where it ends.
    fn cut(&self, first: u8, bytes: &[u8]) -> (Kind, usize) {
        use Dialect::{MySql, Postgres, Sqlite};
        if let Some(end) = comment(bytes, self.dialect) {
            return (Kind::Comment, end);
        }
        let run = |is: fn(u8) -> bool| run(bytes, 1, is);
        match (first, self.dialect) {
            (first, _) if is_space(first) => (Kind::Space, run(is_space)),
            (b'\'', _) => self.quoted(Kind::Literal, bytes, 1),
            (b'"', dialect) if dialect.has_names_in_double_quotes() => {
                self.quoted(Kind::Name, bytes, 1)
            }
            (b'"', _) => self.quoted(Kind::Literal, bytes, 1),
            (b'`', MySql | Sqlite) => self.quoted(Kind::Name, bytes, 1),
            (b'[', Sqlite) => ended(Kind::Name, bytes, find(bytes, 1, b"]")),
            (b'$', Postgres) => dollar(bytes),
            (b'@', MySql) | (b'?' | b':' | b'@' | b'$' | b'#', Sqlite) => match run(is_word) {
                1 => (Kind::Symbol, 1),
                end => (Kind::Parameter, end),
            },
            (b'0'..=b'9', _) => (Kind::Literal, number(bytes)),
            (b'.', _) if bytes.get(1).is_some_and(u8::is_ascii_digit) => {
                (Kind::Literal, number(bytes))
            }
            (first, _) if is_word(first) => self.word(bytes, run(is_word)),
            _ => (Kind::Symbol, 1),
        }
    }

    /// A word, unless it is the prefix of a string: `E'…'`, `x'…'`, `U&"…"`.
    fn word(&self, bytes: &[u8], end: usize) -> (Kind, usize) {
        let is_postgres = self.dialect == Dialect::Postgres;
        match (&bytes[..end], &bytes[end..]) {
            ([b'B' | b'b' | b'N' | b'n' | b'X' | b'x'], [b'\'', ..]) => {
                self.quoted(Kind::Literal, bytes, end + 1)
            }
            ([b'E' | b'e'], [b'\'', ..]) if is_postgres => {
                ended(Kind::Literal, bytes, closing(bytes, end + 1, b'\'', true))
            }
            ([b'U' | b'u'], [b'&', b'\'', ..]) if is_postgres => {
                self.quoted(Kind::Literal, bytes, end + 2)
            }
            ([b'U' | b'u'], [b'&', b'"', ..]) if is_postgres => {
                self.quoted(Kind::Name, bytes, end + 2)
            }
            _ => (Kind::Word, end),
        }
    }

    /// What stands in the quotes that open before `from`.
    fn quoted(&self, kind: Kind, bytes: &[u8], from: usize) -> (Kind, usize) {
        let escapes = self.dialect.escapes() || self.escaped == Escaped::GoesOn;
        let escapes = escapes && kind == Kind::Literal;
        ended(kind, bytes, closing(bytes, from, bytes[from - 1], escapes))
    }

    fn escaped_after(&self, kind: Kind, text: &str) -> Escaped {
        let is_escaped = self.dialect == Dialect::Postgres && text.starts_with(['E', 'e']);
        match (kind, self.escaped) {
            (Kind::Literal, _) if is_escaped => Escaped::Ended,
            (Kind::Literal, Escaped::GoesOn) if text.starts_with('\'') => Escaped::Ended,
            (Kind::Space, Escaped::Ended) if text.contains(['\n', '\r']) => Escaped::GoesOn,
            (Kind::Space, before) => before,
            (Kind::Comment, before) if text.starts_with("--") => before,
            _ => Escaped::No,
        }
    }
}

/// `$1`, or a string between `$tag$` and `$tag$`.
fn dollar(bytes: &[u8]) -> (Kind, usize) {
    let digits = run(bytes, 1, |byte| byte.is_ascii_digit());
    if digits > 1 {
        return (Kind::Parameter, digits);
    }
    let tag = run(bytes, 1, |byte| is_word(byte) && byte != b'$');
    if bytes.get(tag) != Some(&b'$') {
        return (Kind::Symbol, 1);
    }
    let delimiter = &bytes[..=tag];
    ended(Kind::Literal, bytes, find(bytes, tag + 1, delimiter))
}

fn ended(kind: Kind, bytes: &[u8], end: Option<usize>) -> (Kind, usize) {
    end.map_or((Kind::Unfinished, bytes.len()), |end| (kind, end))
}
