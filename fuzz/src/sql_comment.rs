//! Comments behind a statement: what stands in a pair stays in the comment, and can be read
//! from it again; the statement is what it was.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use crate::by_path::{LONGEST_COMMENT, commented};
use crate::input;

/// The first line of `data` is a statement, the others are `key: value`.
pub fn check(data: &[u8]) {
    let mut lines = input::lines(data);
    let statement = lines.next().unwrap_or_default();
    let Ok(statement) = String::from_utf8(statement) else {
        return;
    };
    let mut pairs = BTreeMap::new();
    for line in lines {
        let line = String::from_utf8_lossy(&line).into_owned();
        if let Some((key, value)) = line.split_once(": ") {
            pairs.insert(key.to_owned(), value.to_owned());
        }
    }
    for text in commented(&statement, &pairs) {
        let Some(comment) = added(&statement, &text) else {
            continue;
        };
        holds(comment, &pairs);
        // It has a comment now, so it stays as it is.
        assert!(commented(&text, &pairs).contains(&text), "{text}");
    }
}

/// What is new in `text`: it stands before the semicolons and spaces at the end.
fn added<'t>(statement: &str, text: &'t str) -> Option<&'t str> {
    let is_end = |c: char| c == ';' || c.is_ascii_whitespace() || c == '\x0b';
    let at = statement.trim_end_matches(is_end).len();
    if text == statement {
        return None;
    }
    let text = text.strip_prefix(&statement[..at]).expect("it begins so");
    text.strip_suffix(&statement[at..])
}

/// One comment, with pairs in order, each as it was given.
fn holds(comment: &str, pairs: &BTreeMap<String, String>) {
    let inner = comment.strip_prefix(" /*").expect("it is a comment");
    let inner = inner.strip_suffix("*/").expect("it ends");
    assert!(comment.len() <= LONGEST_COMMENT + 1, "{}", comment.len());
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let mut keys = Vec::new();
    for pair in inner.split(',') {
        let (key, value) = pair.split_once("='").expect("key and value");
        let value = value.strip_suffix('\'').expect("a quote at the end");
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "_.~-%".contains(c);
        assert!(key.chars().chain(value.chars()).all(is_plain), "{comment}");
        assert_eq!(pairs.get(&decoded(key)), Some(&decoded(value)), "{comment}");
        keys.push(key);
    }
    assert!(keys.is_sorted_by(|one, next| one < next), "{comment}");
}
