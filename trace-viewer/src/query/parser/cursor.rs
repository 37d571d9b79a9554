//! The place in a query up to which it is read.

use crate::query::error::ParseError;
use crate::query::token::{Kind, Token};

const MOST_CONDITIONS: usize = 256;
const DEEPEST: usize = 64;
/// How many characters of a word a message shows.
const SHOWN: usize = 40;

/// What is left of a query, and what it has cost.
pub(super) struct Cursor<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    next: usize,
    depth: usize,
    conditions: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, tokens: Vec<Token<'a>>) -> Self {
        Cursor {
            text,
            tokens,
            next: 0,
            depth: 0,
            conditions: 0,
        }
    }

    /// The next word; `None` at the end.
    pub(super) fn peek(&self) -> Option<&Kind<'a>> {
        self.ahead(0)
    }

    /// The word behind as many others.
    pub(super) fn ahead(&self, words: usize) -> Option<&Kind<'a>> {
        Some(&self.tokens.get(self.next + words)?.kind)
    }

    pub(super) fn step(&mut self, words: usize) {
        self.next += words;
    }

    /// Back to the word before, for an error that stands there.
    pub(super) fn step_back(&mut self) {
        self.next = self.next.saturating_sub(1);
    }

    /// Steps over a sign if it is the next word.
    pub(super) fn take(&mut self, sign: &'static str) -> bool {
        let is_next = self.peek() == Some(&Kind::Sign(sign));
        self.next += usize::from(is_next);
        is_next
    }

    pub(super) fn must_take(
        &mut self,
        sign: &'static str,
        expected: &str,
    ) -> Result<(), ParseError> {
        if self.take(sign) {
            return Ok(());
        }
        Err(self.expected(expected))
    }

    pub(super) fn error(&self, message: String) -> ParseError {
        let token = self.tokens.get(self.next);
        ParseError::new(
            self.text,
            token.map_or(self.text.len(), |token| token.at),
            message,
        )
    }

    pub(super) fn expected(&self, what: &str) -> ParseError {
        let found = match self.tokens.get(self.next) {
            Some(token) => {
                let word = &self.text[token.at..token.end];
                let is_long = word.chars().nth(SHOWN).is_some();
                let shown: String = word.chars().take(SHOWN).collect();
                format!("`{shown}{}`", if is_long { "…" } else { "" })
            }
            None => "the end".to_owned(),
        };
        self.error(format!("expected {what}, found {found}"))
    }

    /// Reads a part that may hold such parts again.
    pub(super) fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, ParseError>,
    ) -> Result<T, ParseError> {
        if self.depth == DEEPEST {
            return Err(self.error(format!("parentheses and `!` more than {DEEPEST} deep")));
        }
        self.depth += 1;
        let part = read(self)?;
        self.depth -= 1;
        Ok(part)
    }

    /// Takes note of a condition, or a pair of braces: each costs time on every trace.
    pub(super) fn count(&mut self) -> Result<(), ParseError> {
        self.conditions += 1;
        if self.conditions <= MOST_CONDITIONS {
            return Ok(());
        }
        Err(self.error(format!("more than {MOST_CONDITIONS} conditions")))
    }
}
