//! Cuts a statement into tokens: just as far as literals, names and comments can be told
//! from the rest. It parses nothing, and nothing is an error to it.

use super::dialect::Dialect;

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

/// The end of the comment that `bytes` begins with.
fn comment(bytes: &[u8], dialect: Dialect) -> Option<usize> {
    match bytes {
        // MySQL may run what stands in it, or not, by its version: where it ends depends on
        // that, so that nothing can be said of what follows.
        [b'/', b'*', b'!', ..] | [b'/', b'*', b'M', b'!', ..] if dialect == Dialect::MySql => {
            Some(bytes.len())
        }
        [b'/', b'*', ..] => Some(block_comment(bytes, dialect)),
        [b'#', ..] if dialect == Dialect::MySql => Some(line(bytes, dialect)),
        // MySQL: `5--1` is a difference.
        [b'-', b'-', b'!'..=b'~' | 0x80.., ..] if dialect == Dialect::MySql => None,
        [b'-', b'-', ..] => Some(line(bytes, dialect)),
        _ => None,
    }
}

fn line(bytes: &[u8], dialect: Dialect) -> usize {
    let is_carriage_return = |byte| byte == b'\r' && dialect == Dialect::Postgres;
    run(bytes, 0, |byte| byte != b'\n' && !is_carriage_return(byte))
}

fn block_comment(bytes: &[u8], dialect: Dialect) -> usize {
    let (mut at, mut depth) = (2, 1);
    while at < bytes.len() {
        match &bytes[at..] {
            [b'*', b'/', ..] => (at, depth) = (at + 2, depth - 1),
            [b'/', b'*', ..] if dialect.nests_comments() => (at, depth) = (at + 2, depth + 1),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
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

/// A number, with whatever letters and digits follow: `0x1F`, `1_000`, `1.5e-3`.
fn number(bytes: &[u8]) -> usize {
    let has_exponent = !matches!(bytes, [b'0', b'x' | b'X', ..]);
    let digit_at = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let goes_on = match byte {
            // `1..10` is a range.
            b'.' => bytes.get(at + 1) != Some(&b'.'),
            b'+' | b'-' => {
                let after_e = at > 0 && matches!(bytes[at - 1], b'e' | b'E');
                has_exponent && after_e && digit_at(at + 1)
            }
            _ => byte.is_ascii_alphanumeric() || *byte == b'_',
        };
        if !goes_on {
            break;
        }
        at += 1;
    }
    at
}

/// The place behind the quote that closes; a doubled quote does not.
fn closing(bytes: &[u8], from: usize, quote: u8, escapes: bool) -> Option<usize> {
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte == b'\\' && escapes {
            at += 1;
        } else if byte == quote {
            if bytes.get(at) != Some(&quote) {
                return Some(at);
            }
            at += 1;
        }
    }
    None
}

/// The place behind the first `end` from `from` on.
fn find(bytes: &[u8], from: usize, end: &[u8]) -> Option<usize> {
    let mut windows = bytes.get(from..)?.windows(end.len());
    windows
        .position(|it| it == end)
        .map(|at| from + at + end.len())
}

fn ended(kind: Kind, bytes: &[u8], end: Option<usize>) -> (Kind, usize) {
    end.map_or((Kind::Unfinished, bytes.len()), |end| (kind, end))
}

fn run(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| is(**byte)).count()
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'\x0b'
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
}
