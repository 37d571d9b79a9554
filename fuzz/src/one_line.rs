//! What a line for people or machines must never hold, by the Unicode character
//! database rather than by the lists of those who escape.

/// Controls (general category Cc), line and paragraph separators (Zl, Zp), and
/// all of `Bidi_Control`: what may end a line, move a cursor or turn text around.
pub(crate) fn is_unsafe(character: char) -> bool {
    let bidi_control = [
        0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068,
        0x2069,
    ];
    character.is_control()
        || [0x2028, 0x2029].contains(&u32::from(character))
        || bidi_control.contains(&u32::from(character))
}

/// Splits text into its lines; panics if one holds what it must not.
pub(crate) fn lines(text: &[u8]) -> Vec<&str> {
    let text = std::str::from_utf8(text).expect("UTF-8");
    assert!(text.is_empty() || text.ends_with('\n'), "{text:?}");
    let lines: Vec<&str> = text.split_terminator('\n').collect();
    for line in &lines {
        let found = line.chars().find(|character| is_unsafe(*character));
        assert_eq!(found, None, "{line:?}");
    }
    lines
}
