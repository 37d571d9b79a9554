//! From the characters of a query to its words.

use std::borrow::Cow;

use super::error::ParseError;

/// One word of a query, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    /// The first byte.
    pub(super) at: usize,
    /// The byte behind the last one.
    pub(super) end: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind<'a> {
    /// A name, a key or a number; parts of a key may have stood in quotes.
    Word(Cow<'a, str>),
    /// What stood in quotes.
    Text(String),
    /// One of [`SIGNS`].
    Sign(&'static str),
}

/// A sign that begins like another one stands behind it.
const SIGNS: [&str; 16] = [
    "&&", "||", ">>", "<=", ">=", "!=", "!~", "=~", "{", "}", "(", ")", "<", ">", "=", "!",
];
const CONTAINS: &str = "~";

/// Cuts a query into its words.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, ParseError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let rest = &text[at..];
        let sign = SIGNS.iter().chain([&CONTAINS]);
        let (kind, end) = if let Some(sign) = sign.copied().find(|sign| rest.starts_with(sign)) {
            (Kind::Sign(sign), at + sign.len())
        } else if is_quote(first) {
            let (content, end) = quoted(text, at)?;
            (Kind::Text(content), end)
        } else if is_of_word(first) {
            let (content, end) = word(text, at)?;
            (Kind::Word(content), end)
        } else {
            let message = format!("`{}` has no meaning here", first.escape_debug());
            return Err(ParseError::new(text, at, message));
        };
        tokens.push(Token { kind, at, end });
        at = end;
    }
    Ok(tokens)
}

/// Whether the character may stand in a key without quotes.
fn is_of_word(char: char) -> bool {
    char.is_alphanumeric() || "_.:-/@#$%*?+[]".contains(char)
}

fn is_quote(char: char) -> bool {
    char == '"' || char == '`'
}

/// A word goes on behind a point with what stands in quotes.
fn word(text: &str, at: usize) -> Result<(Cow<'_, str>, usize), ParseError> {
    let run = |at: usize| {
        let length = text[at..].find(|char| !is_of_word(char));
        length.map_or(text.len(), |length| at + length)
    };
    let mut end = run(at);
    let mut content = Cow::Borrowed(&text[at..end]);
    while content.ends_with('.') && text[end..].starts_with(is_quote) {
        let (part, behind) = quoted(text, end)?;
        end = run(behind);
        let content = content.to_mut();
        content.push_str(&part);
        content.push_str(&text[behind..end]);
    }
    Ok((content, end))
}

/// What stands in quotes from `at` on, and the place behind them. Between backticks a
/// character stands for itself.
fn quoted(text: &str, at: usize) -> Result<(String, usize), ParseError> {
    let mut content = String::new();
    let mut chars = text[at..].char_indices();
    let quote = chars.next().map(|(_, char)| char);
    while let Some((offset, char)) = chars.next() {
        if Some(char) == quote {
            return Ok((content, at + offset + 1));
        }
        if char != '\\' || quote == Some('`') {
            content.push(char);
            continue;
        }
        content.push(match chars.next().map(|(_, char)| char) {
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some(char @ ('"' | '\\' | '\'')) => char,
            _ => {
                let message =
                    r#"expected `\"`, `\\`, `\n`, `\r` or `\t` (between backticks a \ is a \)"#;
                return Err(ParseError::new(text, at + offset, message.to_owned()));
            }
        });
    }
    Err(ParseError::new(
        text,
        at,
        "this quote is not closed".to_owned(),
    ))
}
