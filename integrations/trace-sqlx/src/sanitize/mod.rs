//! The text of a statement without its literals, so that it may be recorded.

use super::dialect::Dialect;
use super::lexer::{Kind, Lexer, Token};

mod lists;

use lists::Lists;

/// How many bytes are recorded of a statement.
pub(crate) const LONGEST: usize = 2000;

/// What stands for a literal: the database's own sign for a value that is bound, mostly.
const HIDDEN: char = '?';

/// The text with `?` for each literal, without comments, and cut to [`LONGEST`] bytes.
///
/// For text whose values are not bound. What cannot be told for sure counts as a literal:
/// in SQLite `"…"`, which is a name or a string; a string without an end, to the end.
/// Values that follow `IN`, and rows that follow `VALUES`, are written once if they
/// look the same: `IN (1, 2, 3)` is `IN (?)`.
pub(crate) fn sanitize(text: &str, dialect: Dialect) -> String {
    let mut shown = Shown::default();
    for token in Lexer::new(text, dialect) {
        shown.add(token);
        if shown.text.len() >= LONGEST {
            break;
        }
    }
    if shown.is_after_comment {
        shown.text.truncate(shown.text.trim_end().len());
    }
    shown.text.truncate(shown.text.floor_char_boundary(LONGEST));
    shown.text
}

#[derive(Debug, Default)]
struct Shown {
    text: String,
    is_after_comment: bool,
    lists: Lists,
}

impl Shown {
    fn add(&mut self, token: Token<'_>) {
        match token.kind {
            Kind::Comment => {
                // Only a space is left, that what stands around it does not become one.
                if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
                    self.text.push(' ');
                }
                self.is_after_comment = true;
                return;
            }
            Kind::Space if self.is_after_comment => return,
            Kind::Space => self.push(token.text),
            Kind::Literal | Kind::Unfinished => {
                self.lists.token(&token);
                self.text.push(HIDDEN);
            }
            Kind::Symbol => match token.text {
                "(" => self.lists.open(&mut self.text),
                ")" => self.lists.close(&mut self.text),
                "," => self.lists.comma(&mut self.text),
                _ => self.push_other(token),
            },
            Kind::Word | Kind::Name | Kind::Parameter => self.push_other(token),
        }
        self.is_after_comment = false;
    }

    fn push_other(&mut self, token: Token<'_>) {
        self.lists.token(&token);
        self.push(token.text);
    }

    /// Adds all of a text, or enough of it to be the last.
    fn push(&mut self, text: &str) {
        self.text
            .push_str(&text[..text.ceil_char_boundary(LONGEST)]);
    }
}

#[cfg(test)]
mod tests;
