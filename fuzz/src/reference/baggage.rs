//! W3C Baggage, "Header Content".

use super::grammar::{repeated, token_char, without_ows};

/// The limits of our documentation, which are those that the specification asks
/// every platform to reach.
pub(crate) const MAX_MEMBERS: usize = 64;
/// Over all lines, commas included.
pub(crate) const MAX_BYTES: usize = 8192;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) key: String,
    /// Decoded.
    pub(crate) value: String,
    /// As they are written again: without blanks.
    pub(crate) properties: Vec<String>,
}

/// `%x21 / %x23-2B / %x2D-3A / %x3C-5B / %x5D-7E`
pub(crate) fn baggage_octet(character: char) -> bool {
    matches!(character,
        '\x21' | '\x23'..='\x2b' | '\x2d'..='\x3a' | '\x3c'..='\x5b' | '\x5d'..='\x7e')
}

/// `token`
pub(crate) fn is_key(key: &str) -> bool {
    repeated(key, 1, usize::MAX, token_char)
}

/// The members that are right, as many as are read.
pub(crate) fn parse(list: &[u8]) -> Vec<Member> {
    if list.len() > MAX_BYTES {
        return Vec::new();
    }
    let members = list.split(|byte| *byte == b',');
    let texts = members.filter_map(|member| std::str::from_utf8(member).ok());
    texts.filter_map(member).take(MAX_MEMBERS).collect()
}

/// `key OWS "=" OWS value *( OWS ";" OWS property )`
fn member(text: &str) -> Option<Member> {
    let mut parts = text.split(';');
    let (key, value) = property(parts.next()?)?;
    let mut properties = Vec::new();
    for part in parts {
        // An empty one is no property, and does no harm.
        if without_ows(part).is_empty() {
            continue;
        }
        properties.push(match property(part)? {
            (key, Some(value)) => format!("{key}={value}"),
            (key, None) => key,
        });
    }
    Some(Member {
        key,
        value: decoded(&value?),
        properties,
    })
}

/// `key OWS "=" OWS value` or `key OWS`
fn property(text: &str) -> Option<(String, Option<String>)> {
    let (key, value) = match text.find('=') {
        Some(at) => (&text[..at], Some(without_ows(&text[at + 1..]))),
        None => (text, None),
    };
    let key = without_ows(key);
    let valid =
        is_key(key) && value.is_none_or(|value| repeated(value, 0, usize::MAX, baggage_octet));
    valid.then(|| (key.to_owned(), value.map(str::to_owned)))
}

/// A "URL encoded UTF-8 string"; a percent sign before anything but two hex
/// digits stands for itself.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut at = 0;
    while at < text.len() {
        // The value is ASCII, so that any range of bytes is text.
        let digits = text.get(at + 1..at + 3).unwrap_or_default();
        let number = digits.chars().all(|digit| digit.is_ascii_hexdigit());
        if text[at..].starts_with('%') && digits.len() == 2 && number {
            bytes.push(u8::from_str_radix(digits, 16).expect("two hex digits"));
            at += 3;
        } else {
            bytes.push(text.as_bytes()[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The header for these members: whole ones, as far as the limits go.
pub(crate) fn format(members: &[Member]) -> String {
    let mut header = String::new();
    for member in members.iter().take(MAX_MEMBERS) {
        let mut text = format!("{}=", member.key);
        for byte in member.value.bytes() {
            let character = char::from(byte);
            if baggage_octet(character) && character != '%' {
                text.push(character);
            } else {
                let digit = |half: u8| char::from(b"0123456789ABCDEF"[usize::from(half)]);
                text.extend(['%', digit(byte / 16), digit(byte % 16)]);
            }
        }
        for property in &member.properties {
            text += ";";
            text += property;
        }
        let comma = if header.is_empty() { "" } else { "," };
        if header.len() + comma.len() + text.len() <= MAX_BYTES {
            header += comma;
            header += &text;
        }
    }
    header
}
