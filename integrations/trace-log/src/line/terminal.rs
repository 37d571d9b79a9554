//! The form for people: one line, aligned as far as the message.
//!
//! ```text
//! 11:46:56.012345  INFO 4bf92f35/00f067aa shop::checkout: paid order=42 method="gift card"
//! ```

use std::borrow::Cow;

use tracing::Level;

use super::{Head, WriteLine};
use crate::escape::{self, Spelling};
use crate::field::{FieldValue, TakeField};

const DIM: &str = "\x1b[2m";
const RESET: &str = "\x1b[0m";

/// The first digits of an id are enough to tell the spans on a screen apart,
/// and to search for one.
const DIGITS: usize = 8;

/// Writes the line. The ids stand before the message, where no text that comes
/// from outside can imitate them.
#[derive(Debug)]
pub(crate) struct Terminal<'a> {
    line: &'a mut String,
    fields: &'a mut String,
    coloured: bool,
}

impl<'a> Terminal<'a> {
    pub(crate) fn new(line: &'a mut String, fields: &'a mut String, coloured: bool) -> Self {
        Terminal {
            line,
            fields,
            coloured,
        }
    }

    fn in_colour(&mut self, colour: &str, write: impl FnOnce(&mut String)) {
        if self.coloured {
            self.line.push_str(colour);
        }
        write(self.line);
        if self.coloured {
            self.line.push_str(RESET);
        }
    }
}

impl WriteLine for Terminal<'_> {
    fn head(&mut self, head: &Head<'_>) {
        self.in_colour(DIM, |to| head.at.push_time_of_day(to));
        self.line.push(' ');
        let (level, colour) = level(head.level);
        self.in_colour(colour, |to| to.push_str(level));
        self.line.push(' ');
        self.in_colour(DIM, |to| {
            match head.ids {
                None => to.push_str("no context       "),
                Some(ids) => {
                    push_digits(to, &ids.trace_id.to_hex());
                    to.push('/');
                    push_digits(to, &ids.span_id.to_hex());
                }
            }
            to.push(' ');
            escape::push(to, head.target, Spelling::Terminal);
            to.push(':');
        });
    }

    fn end(&mut self) {
        self.line.push_str(self.fields);
        self.line.push('\n');
    }
}

impl TakeField for Terminal<'_> {
    const HAS_MESSAGE: bool = true;

    fn message(&mut self, value: FieldValue<'_>) {
        self.line.push(' ');
        match value {
            FieldValue::Text(text) => escape::push(self.line, text, Spelling::Terminal),
            value => value.push_text(self.line),
        }
    }

    fn take(&mut self, name: Cow<'static, str>, value: FieldValue<'_>) {
        let to = &mut *self.fields;
        to.push(' ');
        if self.coloured {
            to.push_str(DIM);
        }
        // In quotes of its own, unlike a value that `Debug` has quoted.
        push_word(to, &name, !name.starts_with('"'));
        to.push('=');
        if self.coloured {
            to.push_str(RESET);
        }
        match value {
            FieldValue::Text(text) => push_word(to, text, true),
            value => value.push_text(to),
        }
    }
}

/// Appends a name or a value so that its end can be seen.
fn push_word(to: &mut String, text: &str, may_be_bare: bool) {
    if may_be_bare && escape::stands_alone(text) {
        to.push_str(text);
    } else {
        to.push('"');
        escape::push(to, text, Spelling::Quoted);
        to.push('"');
    }
}

fn level(level: Level) -> (&'static str, &'static str) {
    match level {
        Level::ERROR => ("ERROR", "\x1b[31m"),
        Level::WARN => (" WARN", "\x1b[33m"),
        Level::INFO => (" INFO", "\x1b[32m"),
        Level::DEBUG => ("DEBUG", "\x1b[34m"),
        Level::TRACE => ("TRACE", "\x1b[35m"),
    }
}

fn push_digits(to: &mut String, hex: &[u8]) {
    let digits = hex.get(..DIGITS).unwrap_or(hex);
    to.push_str(str::from_utf8(digits).unwrap_or_default());
}
