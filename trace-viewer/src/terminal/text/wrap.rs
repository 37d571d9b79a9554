//! Sentences in lines of a given width.

use super::fit::width;

/// The escaped text in lines of at most `limit` columns, broken between words; lines after the
/// first stand a little to the right of it. A word that is longer stays whole, so that an id or
/// an address can be copied.
pub fn wrap(text: &str, limit: usize) -> Vec<String> {
    let begin = text.len() - text.trim_start_matches(' ').len();
    let indent = " ".repeat((begin + 2).min(limit / 2));
    let mut lines = Vec::new();
    let mut line = " ".repeat(begin);
    let mut used = begin;
    let mut is_empty = true;
    for word in text[begin..].split(' ') {
        let wide = width(word);
        if !is_empty && used + 1 + wide > limit {
            lines.push(line.trim_end().to_owned());
            line = indent.clone();
            used = indent.len();
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += wide;
        is_empty = false;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_break_between_words_and_keep_their_indent() {
        let lines = wrap("  └ the bank refuses the card: no money", 20);
        assert_eq!(
            lines,
            ["  └ the bank refuses", "    the card: no", "    money"]
        );
        assert_eq!(wrap("short", 20), ["short"]);
        assert_eq!(wrap("", 20), [""]);
    }

    #[test]
    fn a_word_that_is_too_long_stays_whole() {
        let id = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(
            wrap(&format!("trace {id} of"), 20),
            ["trace".to_owned(), format!("  {id}"), "  of".to_owned()]
        );
    }
}
