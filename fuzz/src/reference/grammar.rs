//! Rules of ABNF that several headers share.

/// Whether `text` has between `least` and `most` characters, all in `class`.
pub(crate) fn repeated(text: &str, least: usize, most: usize, class: fn(char) -> bool) -> bool {
    let length = text.chars().count();
    (least..=most).contains(&length) && text.chars().all(class)
}

/// `HEXDIGLC` of Trace Context.
pub(crate) fn hex_digit_lower(character: char) -> bool {
    matches!(character, '0'..='9' | 'a'..='f')
}

/// `HEXDIG`, in either case.
pub(crate) fn hex_digit(character: char) -> bool {
    character.is_ascii_hexdigit()
}

/// `tchar` of RFC 9110, section 5.6.2.
pub(crate) fn token_char(character: char) -> bool {
    matches!(character,
        '!' | '#' | '$' | '%' | '&' | '\'' | '*' | '+' | '-' | '.' | '^' | '_' | '`' | '|' | '~'
        | '0'..='9' | 'A'..='Z' | 'a'..='z')
}

/// Without `OWS` at both ends.
pub(crate) fn without_ows(text: &str) -> &str {
    let blank = |character: char| character == ' ' || character == '\t';
    text.trim_start_matches(blank).trim_end_matches(blank)
}

/// Whether all characters are zeros.
pub(crate) fn is_zeros(digits: &str) -> bool {
    digits.chars().all(|digit| digit == '0')
}
