//! Texts in quotes, and the escapes in them.

use std::borrow::Cow;

use super::error::JsonError;
use super::lexer::Lexer;

impl<'a> Lexer<'a> {
    /// The next token, which is a text.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        self.expect(b'"', "`\"` belongs here")?;
        let plain = self.plain();
        if self.take_raw(b'"') {
            return Ok(Cow::Borrowed(plain));
        }
        let mut text = plain.to_owned();
        loop {
            if self.take_raw(b'"') {
                return Ok(Cow::Owned(text));
            }
            if !self.take_raw(b'\\') {
                return Err(self.error("a text has no end, or a control character in it"));
            }
            text.push(self.escaped()?);
            text.push_str(self.plain());
        }
    }

    /// What stands before the next `"`, `\` or control character.
    fn plain(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let ends = |byte| matches!(byte, b'"' | b'\\' | ..0x20);
        let length = rest.bytes().position(ends).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// What an escape means whose `\` was taken. Half of a pair of surrogates is U+FFFD.
    fn escaped(&mut self) -> Result<char, JsonError> {
        let byte = self.text.as_bytes().get(self.at).copied();
        let meant = match byte {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.escaped_by_number();
            }
            _ => return Err(self.error("no escape is written like this")),
        };
        self.at += 1;
        Ok(meant)
    }

    fn escaped_by_number(&mut self) -> Result<char, JsonError> {
        let first = self.four_digits()?;
        let rest = &self.text[self.at..];
        if matches!(first, 0xd800..=0xdbff) && rest.starts_with("\\u") {
            let before = self.at;
            self.at += 2;
            let second = self.four_digits()?;
            if matches!(second, 0xdc00..=0xdfff) {
                let number = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = before;
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_digits(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4);
        let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let number = number.ok_or_else(|| self.error("four hexadecimal digits belong here"))?;
        self.at += 4;
        Ok(number)
    }
}
