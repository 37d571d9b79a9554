//! Text that cannot end a line, break out of a JSON string, or move the cursor
//! of a terminal.
//!
//! What is escaped is the same in both forms: the control characters of ASCII
//! and Latin-1 (C0, DEL, C1 with NEL), the line and paragraph separators, and
//! the characters that reverse the direction of text. Only the spelling differs.

use std::fmt::Write as _;

/// How a character that may not be written as it is, is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// Inside a JSON string: `\n`, `\"`, `\u001b`.
    Json,
    /// For people: `\n`, `\u{1b}`; quotes and backslashes stay.
    Terminal,
    /// For people, between quotes: `\"` and `\\` as well.
    Quoted,
}

/// Appends `text`, escaped.
pub(crate) fn push(to: &mut String, text: &str, spelling: Spelling) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| SUSPECT[usize::from(byte)]) {
        // Suspect bytes start a character, they never stand within one.
        let (plain, from) = rest.split_at(at);
        to.push_str(plain);
        let mut characters = from.chars();
        let Some(character) = characters.next() else {
            break;
        };
        if must_escape(character, spelling) {
            spell(to, character, spelling);
        } else {
            to.push(character);
        }
        rest = characters.as_str();
    }
    to.push_str(rest);
}

/// Whether `text` reads as one value as it is: a word, or what `Debug` makes of
/// a string. Nothing in it is escaped, and nothing in it could be taken for the
/// end of the value.
pub(crate) fn stands_alone(text: &str) -> bool {
    let quoted = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    !text.chars().any(is_unsafe)
        && match quoted {
            Some(inner) => has_no_bare_quote(inner),
            None => !text.is_empty() && !text.contains([' ', '=', '"', '\\']),
        }
}

/// Whether each quote in `text` has a backslash of its own before it, and the
/// last backslash is followed by what it escapes.
fn has_no_bare_quote(text: &str) -> bool {
    let mut escaped = false;
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return false,
            _ => {}
        }
    }
    !escaped
}

fn must_escape(character: char, spelling: Spelling) -> bool {
    match character {
        '"' | '\\' => spelling != Spelling::Terminal,
        character => is_unsafe(character),
    }
}

/// Characters that may change what a reader sees beyond the text they stand in.
fn is_unsafe(character: char) -> bool {
    matches!(character,
        // C0, DEL and C1.
        '\0'..='\x1f' | '\x7f'..='\u{9f}'
        // Line and paragraph separators.
        | '\u{2028}' | '\u{2029}'
        // Marks, embeddings, overrides and isolates of direction.
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cold]
fn spell(to: &mut String, character: char, spelling: Spelling) {
    let short = match character {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => {
            let code = u32::from(character);
            // All are in the Basic Multilingual Plane: four digits do.
            let _ = match spelling {
                Spelling::Json => write!(to, "\\u{code:04x}"),
                Spelling::Terminal | Spelling::Quoted => write!(to, "\\u{{{code:x}}}"),
            };
            return;
        }
    };
    to.push_str(short);
}

/// Bytes that a character starts with that may have to be escaped. It depends on
/// the rest of the character whether it has.
static SUSPECT: [bool; 256] = {
    let mut suspect = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        suspect[byte] = true;
        byte += 1;
    }
    suspect[b'"' as usize] = true;
    suspect[b'\\' as usize] = true;
    suspect[0x7f] = true;
    suspect[0xc2] = true; // C1
    suspect[0xd8] = true; // U+061C
    suspect[0xe2] = true; // U+2000 to U+2FFF
    suspect
};

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> String {
        let mut to = String::new();
        push(&mut to, text, Spelling::Json);
        to
    }

    fn terminal(text: &str) -> String {
        let mut to = String::new();
        push(&mut to, text, Spelling::Terminal);
        to
    }

    fn quoted(text: &str) -> String {
        let mut to = String::new();
        push(&mut to, text, Spelling::Quoted);
        to
    }

    #[test]
    fn every_character_survives_json() {
        for character in '\0'..=char::MAX {
            let text = format!("a{character}b");
            let escaped = json(&text);
            let read: String = serde_json::from_str(&format!("\"{escaped}\"")).unwrap();
            assert_eq!(read, text, "{escaped}");
            assert!(!escaped.chars().any(is_unsafe), "{character:?}");
        }
    }

    #[test]
    fn a_terminal_sees_nothing_but_text() {
        for character in '\0'..=char::MAX {
            let escaped = terminal(&character.to_string());
            assert!(!escaped.chars().any(is_unsafe), "{character:?}");
            assert_eq!(
                escaped != character.to_string(),
                is_unsafe(character),
                "{character:?}"
            );
        }
        assert_eq!(
            terminal("\x1b[31m\u{202e}\n\"\\"),
            "\\u{1b}[31m\\u{202e}\\n\"\\"
        );
        assert_eq!(quoted("\x1b\n\"\\"), "\\u{1b}\\n\\\"\\\\");
    }

    #[test]
    fn text_around_an_escape_is_kept() {
        assert_eq!(
            json("\u{e9}\"\u{20ac}\u{2028}x\u{1f600}"),
            "\u{e9}\\\"\u{20ac}\\u2028x\u{1f600}"
        );
        assert_eq!(json(""), "");
        assert_eq!(json("\x7f\u{85}"), "\\u007f\\u0085");
    }

    #[test]
    fn what_stands_alone_needs_no_quotes() {
        for text in [
            "GET",
            "\u{e9}t\u{e9}",
            "\"a b=c\"",
            r#""a\"b""#,
            r#""\\""#,
            "\"\"",
        ] {
            assert!(stands_alone(text), "{text:?}");
        }
        let ends_early = [r#""a" b="c""#, r#""\""#, r#""\\"""#];
        for text in [
            "", "\"", "a b", "a=b", "a\"", "a\\", "a\n", "\u{2028}", "\"a\n\"",
        ]
        .into_iter()
        .chain(ends_early)
        {
            assert!(!stands_alone(text), "{text:?}");
        }
    }
}
