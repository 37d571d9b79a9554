//! W3C Trace Context level 2, section 3.3.

use super::grammar::{repeated, without_ows};

/// The limit of our documentation; the specification has none on what is read.
pub(crate) const MAX_BYTES: usize = 8192;
/// `list-member 0*31( … )`
pub(crate) const MAX_MEMBERS: usize = 32;

/// `( lcalpha / DIGIT ) 0*255( keychar )`
pub(crate) fn is_key(key: &str) -> bool {
    let first = |character| matches!(character, 'a'..='z' | '0'..='9');
    let later =
        |character| matches!(character, 'a'..='z' | '0'..='9' | '_' | '-' | '*' | '/' | '@');
    match key.chars().next() {
        Some(character) => first(character) && repeated(&key[1..], 0, 255, later),
        None => false,
    }
}

/// `0*255(chr) nblk-chr`
pub(crate) fn is_value(value: &str) -> bool {
    let not_blank =
        |character| matches!(character, '\x21'..='\x2b' | '\x2d'..='\x3c' | '\x3e'..='\x7e');
    let any = |character| matches!(character, '\x20'..='\x2b' | '\x2d'..='\x3c' | '\x3e'..='\x7e');
    match value.char_indices().next_back() {
        Some((at, character)) => not_blank(character) && repeated(&value[..at], 0, 255, any),
        None => false,
    }
}

/// The members, the first of each key; `None` for a list that is wrong anywhere.
/// Members without content are allowed, and none.
pub(crate) fn parse(list: &str) -> Option<Vec<(String, String)>> {
    let mut members: Vec<(String, String)> = Vec::new();
    for member in list.split(',').map(without_ows) {
        if member.is_empty() {
            continue;
        }
        let parts: Vec<&str> = member.split('=').collect();
        let [key, value] = parts[..] else {
            return None;
        };
        if !is_key(key) || !is_value(value) {
            return None;
        }
        if !members.iter().any(|(known, _)| known == key) {
            members.push((key.to_owned(), value.to_owned()));
        }
    }
    (list.len() <= MAX_BYTES && members.len() <= MAX_MEMBERS).then_some(members)
}
