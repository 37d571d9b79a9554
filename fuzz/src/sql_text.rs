//! SQL whose values are not bound: no literal is shown, and what is no literal stays.

use crate::by_path::{LONGEST_TEXT, sanitized};
use crate::input;

/// Stands in literals only, which the alphabet of the rest cannot spell.
const CANARY: &str = "zcanaryz";

/// How a text becomes a literal: its opening, its end, and what must not be in it as it
/// stands, with what is written instead.
type Quoting = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// Of PostgreSQL, MySQL and SQLite, in this order.
const QUOTINGS: [&[Quoting]; 3] = [
    &[
        ("'", "'", &[("'", "''")]),
        ("E'", "'", &[("\\", "\\\\"), ("'", "\\'")]),
        ("$$", "$$", &[("$", "")]),
        ("$q$", "$q$", &[("q", "")]),
    ],
    &[
        ("'", "'", &[("\\", "\\\\"), ("'", "''")]),
        ("\"", "\"", &[("\\", "\\\\"), ("\"", "\\\"")]),
    ],
    &[("'", "'", &[("'", "''")]), ("\"", "\"", &[("\"", "\"\"")])],
];

/// Each line of `data` that begins with `=` is a literal; the others are SQL around them. All
/// of it is looked at as SQL, too.
pub fn check(data: &[u8]) {
    let lines: Vec<_> = input::lines(data).collect();
    for (dialect, quotings) in QUOTINGS.iter().enumerate() {
        let text = String::from_utf8_lossy(data);
        assert!(sanitized(&text, dialect).len() <= LONGEST_TEXT);

        let (mut text, mut bare) = (String::new(), String::new());
        for (at, line) in lines.iter().enumerate() {
            let line = String::from_utf8_lossy(line);
            match line.strip_prefix('=') {
                Some(secret) => {
                    text += &quoted(
                        &format!("{CANARY}{secret}{CANARY}"),
                        quotings[at % quotings.len()],
                    );
                    text += " ";
                }
                None => {
                    // Nothing in which a literal, a name in quotes or a comment could begin.
                    let harmless = |c: &char| "abcIN_ (),;+<>.*\t".contains(*c) || !c.is_ascii();
                    let line: String = line.chars().filter(harmless).collect();
                    bare += &line;
                    text += &line;
                    text += " ";
                }
            }
        }
        let shown = sanitized(&text, dialect);
        assert!(!shown.contains(CANARY), "{text:?} is shown as {shown:?}");
        let end = bare.floor_char_boundary(LONGEST_TEXT);
        assert_eq!(sanitized(&bare, dialect), bare[..end]);
    }
}

fn quoted(secret: &str, (open, end, replaced): Quoting) -> String {
    let replace = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
    let inner = replaced.iter().fold(secret.to_owned(), replace);
    format!("{open}{inner}{end}")
}
