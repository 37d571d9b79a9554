//! Writes JSON.

use std::fmt::Write;

/// JSON that is being written.
#[derive(Debug, Default)]
pub(super) struct Text {
    out: String,
}

impl Text {
    pub(super) fn into_string(self) -> String {
        self.out
    }

    /// `{…}` with the members that are written.
    pub(super) fn object(&mut self, members: impl FnOnce(&mut Members<'_>)) {
        self.out.push('{');
        members(&mut Members {
            text: self,
            is_first: true,
        });
        self.out.push('}');
    }

    /// `[…]` with what is written for each item.
    pub(super) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        write: impl Fn(&mut Text, T),
    ) {
        self.out.push('[');
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                self.out.push(',');
            }
            write(self, item);
        }
        self.out.push(']');
    }

    /// What needs no quotes and no escapes.
    pub(super) fn plain(&mut self, value: impl std::fmt::Display) {
        write!(self.out, "{value}").expect("a string takes all that is written");
    }

    /// What needs quotes, and no escapes.
    pub(super) fn quoted(&mut self, value: impl std::fmt::Display) {
        self.plain(format_args!("\"{value}\""));
    }

    pub(super) fn string(&mut self, value: &str) {
        self.out.push('"');
        for sign in value.chars() {
            match sign {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                control @ ..' ' => self.plain(format_args!("\\u{:04x}", u32::from(control))),
                other => self.out.push(other),
            }
        }
        self.out.push('"');
    }
}

/// The members of an object that is being written.
#[derive(Debug)]
pub(super) struct Members<'a> {
    text: &'a mut Text,
    is_first: bool,
}

impl Members<'_> {
    pub(super) fn member(&mut self, key: &str) -> &mut Text {
        if !std::mem::take(&mut self.is_first) {
            self.text.out.push(',');
        }
        self.text.quoted(key);
        self.text.out.push(':');
        self.text
    }

    /// Left out when it is empty.
    pub(super) fn string(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.member(key).string(value);
        }
    }

    /// Left out when it is 0.
    pub(super) fn number(&mut self, key: &str, value: u32) {
        if value != 0 {
            self.member(key).plain(value);
        }
    }

    /// A number of 64 bits, which is a text in JSON; left out when it is 0.
    pub(super) fn time(&mut self, key: &str, value: u64) {
        if value != 0 {
            self.member(key).quoted(value);
        }
    }

    /// Left out when there are none.
    pub(super) fn list<T>(&mut self, key: &str, items: &[T], write: impl Fn(&mut Text, &T)) {
        if !items.is_empty() {
            self.member(key).list(items, write);
        }
    }
}
