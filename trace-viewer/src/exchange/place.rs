//! Where in a file something is wrong.

use std::error::Error;
use std::fmt;

/// A file cannot be read: where, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub what: String,
}

impl Misread {
    /// Something is wrong at a byte of a text.
    pub(super) fn at(text: &[u8], byte: usize, what: impl Into<String>) -> Self {
        let before = &text[..byte.min(text.len())];
        let line_start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        Misread {
            line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
            column: String::from_utf8_lossy(&before[line_start..])
                .chars()
                .count()
                + 1,
            what: what.into(),
        }
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.line, self.column, self.what
        )
    }
}

impl Error for Misread {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let place = |byte| {
            let misread = Misread::at("ab\nżd\n".as_bytes(), byte, "");
            (misread.line, misread.column)
        };
        assert_eq!(
            [0, 1, 3, 5, 7, 99].map(place),
            [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 1)]
        );
    }
}
