//! JSON, token by token.
//!
//! Source: RFC 8259.

use std::borrow::Cow;

use super::error::JsonError;

/// How deep what is skipped may be nested.
const DEEPEST: usize = 10_000;

/// A value that holds no others.
#[derive(Debug, PartialEq)]
pub(crate) enum Scalar<'a> {
    Null,
    Bool(bool),
    /// The digits, as they are written.
    Number(&'a str),
    Text(Cow<'a, str>),
}

/// A text, and how much of it was read.
#[derive(Debug, Clone)]
pub(crate) struct Lexer<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a> Lexer<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        Lexer { text, at: 0 }
    }

    /// Where the next token begins.
    pub(crate) fn at(&mut self) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        self.at += rest.iter().take_while(blank).count();
        self.at
    }

    /// What was read since the token that begins at `start`.
    pub(crate) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// The first byte of the next token; 0 at the end.
    pub(crate) fn peek(&mut self) -> u8 {
        let at = self.at();
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    pub(super) fn error(&self, what: &str) -> JsonError {
        match self.at < self.text.len() {
            true => JsonError::new(self.at, what),
            false => JsonError::new(self.at, format!("the text ends; {what}")),
        }
    }

    /// Takes a sign if it is next.
    pub(crate) fn take(&mut self, sign: u8) -> bool {
        let is_next = self.peek() == sign;
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn expect(&mut self, sign: u8, what: &str) -> Result<(), JsonError> {
        match self.take(sign) {
            true => Ok(()),
            false => Err(self.error(what)),
        }
    }

    /// The next key of an object whose `{` was taken, and its `:`; `None` after its `}`.
    pub(crate) fn key(&mut self, is_first: &mut bool) -> Result<Option<Cow<'a, str>>, JsonError> {
        if self.take(b'}') {
            return Ok(None);
        }
        if !std::mem::take(is_first) {
            self.expect(b',', "`,` or `}` belongs here")?;
        }
        let key = self.string()?;
        self.expect(b':', "`:` belongs here")?;
        Ok(Some(key))
    }

    /// Whether a list whose `[` was taken goes on; its `]` is taken where it does not.
    pub(crate) fn item(&mut self, is_first: &mut bool) -> Result<bool, JsonError> {
        if self.take(b']') {
            return Ok(false);
        }
        if !std::mem::take(is_first) {
            self.expect(b',', "`,` or `]` belongs here")?;
        }
        Ok(true)
    }

    /// Nothing but blanks may follow.
    pub(crate) fn end(&mut self) -> Result<(), JsonError> {
        match self.at() == self.text.len() {
            true => Ok(()),
            false => Err(self.error("something follows the end of the value")),
        }
    }

    /// The next value, if it is a scalar.
    pub(crate) fn scalar(&mut self) -> Result<Option<Scalar<'a>>, JsonError> {
        let word = |lexer: &mut Self, word: &str, scalar| {
            let found = lexer.text[lexer.at..].starts_with(word);
            lexer.at += if found { word.len() } else { 0 };
            found
                .then_some(Some(scalar))
                .ok_or_else(|| lexer.error("no value begins like this"))
        };
        match self.peek() {
            b'{' | b'[' => Ok(None),
            b'"' => self.string().map(|text| Some(Scalar::Text(text))),
            b'n' => word(self, "null", Scalar::Null),
            b't' => word(self, "true", Scalar::Bool(true)),
            b'f' => word(self, "false", Scalar::Bool(false)),
            b'-' | b'0'..=b'9' => self.number().map(|number| Some(Scalar::Number(number))),
            _ => Err(self.error("a value belongs here")),
        }
    }

    fn number(&mut self) -> Result<&'a str, JsonError> {
        let start = self.at;
        self.take_raw(b'-');
        let leading_zero = self.take_raw(b'0');
        if !leading_zero && self.digits() == 0 {
            return Err(self.error("a digit belongs here"));
        }
        if self.take_raw(b'.') && self.digits() == 0 {
            return Err(self.error("a digit belongs here"));
        }
        if self.take_raw(b'e') || self.take_raw(b'E') {
            let _ = self.take_raw(b'+') || self.take_raw(b'-');
            if self.digits() == 0 {
                return Err(self.error("a digit belongs here"));
            }
        }
        Ok(&self.text[start..self.at])
    }

    fn digits(&mut self) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        count
    }

    /// Takes a sign if it is next, without blanks before it.
    pub(super) fn take_raw(&mut self, sign: u8) -> bool {
        let is_next = self.text.as_bytes().get(self.at) == Some(&sign);
        self.at += usize::from(is_next);
        is_next
    }

    /// Passes over the next value, however deep it is nested.
    pub(crate) fn skip(&mut self) -> Result<(), JsonError> {
        // For each object and list that is open, whether it is an object.
        let mut open: Vec<bool> = Vec::new();
        loop {
            let mut is_first = false;
            if self.scalar()?.is_none() {
                if open.len() == DEEPEST {
                    return Err(self.error("nested more than 10,000 deep"));
                }
                let is_object = self.take(b'{');
                if !is_object {
                    self.take(b'[');
                }
                open.push(is_object);
                is_first = true;
            }
            // To the next value, or to the end of all that is open.
            loop {
                let goes_on = match open.last() {
                    None => return Ok(()),
                    Some(true) => self.key(&mut is_first)?.is_some(),
                    Some(false) => self.item(&mut is_first)?,
                };
                if goes_on {
                    break;
                }
                is_first = false;
                open.pop();
            }
        }
    }
}
