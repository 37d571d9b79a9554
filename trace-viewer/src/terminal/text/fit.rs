//! Text of a given width.

use unicode_width::UnicodeWidthChar;

/// How many columns of a terminal an escaped text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// By character, not by what characters together may become: not every terminal joins them.
fn columns(char: char) -> usize {
    char.width().unwrap_or(0)
}

/// Where text stands in a column that is wider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// At the left.
    Left,
    /// At the right.
    Right,
}

/// The escaped text in at most `limit` columns: where it is longer, an ellipsis (`ellipsis`
/// itself is one column wide) stands for its middle, because the ends of paths and of names
/// tell them apart.
pub fn fit(text: &str, limit: usize, ellipsis: char) -> String {
    if width(text) <= limit {
        return text.to_owned();
    }
    let Some(room) = limit.checked_sub(1) else {
        return String::new();
    };
    let end = room / 2;
    let start = taken(text.chars(), room - end);
    let tail: Vec<char> = taken(text.chars().rev(), end);
    let mut out: String = start.into_iter().collect();
    out.push(ellipsis);
    out.extend(tail.into_iter().rev());
    out
}

fn taken(chars: impl Iterator<Item = char>, room: usize) -> Vec<char> {
    let mut used = 0;
    chars
        .take_while(|char| {
            used += columns(*char);
            used <= room
        })
        .collect()
}

/// The text, with spaces up to `to` columns.
pub fn pad(text: &str, to: usize, side: Side) -> String {
    let spaces = " ".repeat(to.saturating_sub(width(text)));
    match side {
        Side::Left => format!("{text}{spaces}"),
        Side::Right => format!("{spaces}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_middle_makes_way() {
        assert_eq!(fit("GET /orders/42/items", 11, '…'), "GET /…items");
        assert_eq!(fit("short", 11, '…'), "short");
        assert_eq!(fit("anything", 0, '…'), "");
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(width("支払い"), 6);
        assert_eq!(pad("支払い", 8, Side::Right), "  支払い");
        assert_eq!(width(&fit("支払い支払い", 6, '…')), 5);
    }

    proptest! {
        #[test]
        fn what_fits_is_never_wider_than_its_room(text in "\\PC{0,40}", limit in 0_usize..30) {
            prop_assert!(width(&fit(&text, limit, '…')) <= limit);
        }

        #[test]
        fn what_is_padded_is_exactly_as_wide(text in "\\PC{0,20}", more in 0_usize..9) {
            let to = width(&text) + more;
            prop_assert_eq!(width(&pad(&text, to, Side::Left)), to);
            prop_assert_eq!(width(&pad(&text, to, Side::Right)), to);
        }
    }
}
