//! What is wrong with a query, and where.

use std::error::Error;
use std::fmt;

/// How much of a long query is shown on each side of the mistake, in characters.
const SHOWN: usize = 60;

/// A text is no query.
///
/// Shown as what was expected and found, the line of the query, and a caret under the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    message: String,
    at: usize,
    line: String,
    caret: usize,
}

impl ParseError {
    /// `at` is the place in bytes, between two characters.
    pub(super) fn new(text: &str, at: usize, message: String) -> Self {
        let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
        let before_line = before.rsplit('\n').next().unwrap_or_default();
        let after_line = after.split('\n').next().unwrap_or_default();
        let characters = before_line.chars().count();
        let left: Vec<char> = before_line
            .chars()
            .skip(characters.saturating_sub(SHOWN))
            .collect();
        let shown = left
            .iter()
            .copied()
            .chain(after_line.chars().take(SHOWN))
            // One character is one column, and none of them moves a terminal's cursor.
            .map(|char| if char.is_control() { ' ' } else { char });
        let message = message.replace(char::is_control, " ");
        ParseError {
            message,
            at: before.chars().count(),
            line: shown.collect(),
            caret: left.len(),
        }
    }

    /// The place of the mistake: how many characters stand before it.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What is wrong, on one line.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "character {}: {}", self.at + 1, self.message)?;
        writeln!(f, "{}", self.line)?;
        write!(f, "{:caret$}^", "", caret = self.caret)
    }
}

impl Error for ParseError {}
