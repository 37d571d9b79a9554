//! Colours, or none.

use std::env;
use std::io::{self, IsTerminal};

/// How text may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// With colours.
    pub colour: bool,
    /// With the characters of ASCII alone.
    pub ascii: bool,
}

/// What is emphasised, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// What is like everything else.
    Plain,
    /// What matters most.
    Bold,
    /// What matters less.
    Dim,
    /// What went wrong.
    Error,
    /// One of the 16 colours for services.
    Service(u8),
}

/// Colours of the 256 that terminals have, between light and dark enough for both grounds, in
/// an order in which neighbours differ in hue and in brightness.
const SERVICES: [u8; 16] = [
    33, 172, 71, 133, 37, 167, 103, 142, 68, 173, 65, 169, 73, 137, 99, 107,
];

impl Style {
    /// Neither colours nor characters beyond ASCII.
    pub const PLAIN: Style = Style {
        colour: false,
        ascii: true,
    };

    /// What standard output can show: colours if it is a terminal, and `NO_COLOR` is not set
    /// (<https://no-color.org>).
    pub fn of_stdout(ascii: bool) -> Self {
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        Style {
            colour: !refused && io::stdout().is_terminal(),
            ascii,
        }
    }

    /// The text in this paint.
    pub fn paint(self, paint: Paint, text: &str) -> String {
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        match paint {
            Paint::Plain => text.to_owned(),
            Paint::Bold => format!("\u{1b}[1m{text}\u{1b}[0m"),
            Paint::Dim => format!("\u{1b}[2m{text}\u{1b}[0m"),
            Paint::Error => format!("\u{1b}[1;31m{text}\u{1b}[0m"),
            Paint::Service(at) => {
                let colour = SERVICES[usize::from(at) % SERVICES.len()];
                format!("\u{1b}[38;5;{colour}m{text}\u{1b}[0m")
            }
        }
    }

    /// One of two: the first may be of any characters, the second is ASCII.
    pub fn either<T>(self, any: T, ascii: T) -> T {
        if self.ascii { ascii } else { any }
    }

    /// The text in the characters that may be shown. A character that has no place in ASCII
    /// becomes `?`.
    pub fn characters(self, text: &str) -> String {
        if !self.ascii || text.is_ascii() {
            return text.to_owned();
        }
        let plain = |char| match char {
            '…' => '~',
            '·' | '–' | '—' => '-',
            'µ' => 'u',
            '×' => 'x',
            '→' => '>',
            char if char.is_ascii() => char,
            _ => '?',
        };
        text.chars().map(plain).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours_there_is_no_escape() {
        assert_eq!(Style::PLAIN.paint(Paint::Error, "x"), "x");
        assert_eq!(Style::PLAIN.characters("12 µs → é"), "12 us > ?");
    }
}
