//! What came from outside, made safe to show.

use std::borrow::Cow;
use std::fmt::Write;

/// The text, with everything escaped that a terminal would obey instead of show: control
/// characters (so that there is no ESC, and no line break), marks that turn the direction of
/// writing, and characters without a width. Escapes are those of Rust: `\n`, `\u{1b}`.
///
/// ```
/// use trace_viewer::terminal::text::escape;
///
/// assert_eq!(escape("GET /a\u{1b}[2J"), r"GET /a\u{1b}[2J");
/// assert_eq!(escape("żółć"), "żółć");
/// ```
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        if is_obeyed(char) {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "{}", char.escape_default());
        } else {
            out.push(char);
        }
    }
    Cow::Owned(out)
}

/// Control characters (Unicode's Cc), line and paragraph separators (Zl, Zp), format
/// characters (Cf), and the selectors of variants.
fn is_obeyed(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{ad}'
                | '\u{34f}'
                | '\u{600}'..='\u{605}'
                | '\u{61c}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{890}'..='\u{891}'
                | '\u{8e2}'
                | '\u{115f}'..='\u{1160}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{110bd}'
                | '\u{110cd}'
                | '\u{13430}'..='\u{1345f}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        assert_eq!(escape("a\tb\r\nc\u{7}"), r"a\tb\r\nc\u{7}");
        assert_eq!(escape("\u{9b}31m"), r"\u{9b}31m");
        assert_eq!(escape("\u{202e}txt.exe"), r"\u{202e}txt.exe");
        assert_eq!(escape("a\u{200b}b"), r"a\u{200b}b");
    }

    #[test]
    fn what_is_harmless_is_borrowed() {
        assert!(matches!(escape("支払い ✓"), Cow::Borrowed("支払い ✓")));
    }
}
