//! One bar.

use std::ops::Range;

use super::super::text::Style;
use super::scale::{PARTS, Scale};

/// What one column of a row holds, in eighths of its width.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cell {
    /// How much of it the bar covers, and whether from its left edge on.
    bar: usize,
    /// How much of it is on the critical path.
    path: usize,
    path_from_left: bool,
}

const EIGHTHS: [char; 9] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// The bar of a span, as wide as the scale. Sections are where the span is on the critical
/// path: they are solid, and exact to an eighth of a column where they reach the end of a bar.
///
/// A span shorter than an eighth of a column is a thin line, one without a length a diamond.
pub(super) fn bar(
    scale: Scale,
    span: Range<u64>,
    sections: &[Range<u64>],
    ticks: &[usize],
    style: Style,
) -> String {
    let mut cells = vec![Cell::default(); scale.cells];
    let places = |range: &Range<u64>| scale.place(range.start)..scale.place(range.end);
    let place = places(&span);
    cover(&mut cells, place.clone(), |cell, part| {
        cell.bar += part.len()
    });
    for section in sections {
        cover(&mut cells, places(section), |cell, part| {
            cell.path_from_left |= part.start == 0;
            cell.path += part.len();
        });
    }
    let mut line: Vec<char> = cells.iter().map(|cell| character(*cell, style)).collect();
    for column in ticks {
        if let Some(char) = line.get_mut(*column).filter(|char| **char == ' ') {
            *char = style.either('┊', '.');
        }
    }
    if place.is_empty() && scale.cells > 0 {
        let column = (place.start / PARTS).min(scale.cells - 1);
        line[column] = match (span.is_empty(), sections.is_empty()) {
            (true, _) => style.either('◇', 'o'),
            (false, true) => style.either('╵', '\''),
            (false, false) => style.either('▏', '|'),
        };
    }
    line.into_iter().collect()
}

/// Calls `mark` for each column that a stretch touches, with the part of it (0 to 8).
fn cover(cells: &mut [Cell], stretch: Range<usize>, mut mark: impl FnMut(&mut Cell, Range<usize>)) {
    let columns = stretch.start / PARTS..stretch.end.div_ceil(PARTS);
    for (column, cell) in cells
        .iter_mut()
        .enumerate()
        .take(columns.end)
        .skip(columns.start)
    {
        let left = column * PARTS;
        let part = stretch.start.max(left) - left..stretch.end.min(left + PARTS) - left;
        if !part.is_empty() {
            mark(cell, part);
        }
    }
}

fn character(cell: Cell, style: Style) -> char {
    let Cell {
        bar,
        path,
        path_from_left,
    } = cell;
    let path = path.min(PARTS);
    if style.ascii {
        return match (bar, path) {
            (0, 0) => ' ',
            (_, path) if path * 2 >= PARTS => '#',
            (bar, _) if bar * 2 >= PARTS => '=',
            _ => '-',
        };
    }
    match (bar, path) {
        (0, 0) => ' ',
        (_, PARTS) => '█',
        // What else the bar covers of the column, a character cannot show as well: the larger
        // part decides.
        (bar, 0) | (bar, _) if path == 0 || (bar > path && path * 2 < bar) => {
            if bar * 2 >= PARTS {
                '▒'
            } else {
                '░'
            }
        }
        (_, path) if path_from_left => EIGHTHS[path],
        (_, path) if path * 2 >= PARTS + 4 => '█',
        (_, path) if path >= 3 => '▐',
        _ => '▕',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const UNICODE: Style = Style {
        colour: false,
        ascii: false,
    };

    fn scale(cells: usize) -> Scale {
        Scale {
            start: 0,
            end: cells as u64 * 8,
            cells,
        }
    }

    #[test]
    fn what_is_on_the_path_is_solid() {
        let shown = bar(scale(10), 0..80, &[0..16, 60..80], &[], UNICODE);
        assert_eq!(shown, "██▒▒▒▒▒▐██");
        assert_eq!(
            bar(scale(10), 0..80, &[0..16, 60..80], &[], Style::PLAIN),
            "##=====###"
        );
    }

    #[test]
    fn ends_are_exact_to_an_eighth() {
        let whole = |span: Range<u64>| {
            let sections = std::slice::from_ref(&span);
            bar(scale(4), span.clone(), sections, &[], UNICODE)
        };
        assert_eq!(whole(0..11), "█▍  ");
        assert_eq!(whole(4..16), "▐█  ");
    }

    #[test]
    fn what_is_short_is_thin_and_never_wide() {
        let hour = Scale {
            start: 0,
            end: 3_600_000,
            cells: 10,
        };
        assert_eq!(bar(hour, 900_000..900_001, &[], &[], UNICODE), "  ╵       ");
        assert_eq!(bar(hour, 900_000..900_000, &[], &[], UNICODE), "  ◇       ");
        assert_eq!(
            bar(hour, 3_600_000..3_600_000, &[], &[], UNICODE),
            "         ◇"
        );
    }

    proptest! {
        #[test]
        fn a_bar_begins_where_its_span_does(
            start in 0_u64..800,
            one in 1_u64..800,
            other in 1_u64..800,
        ) {
            let begins = |length: u64| {
                let shown = bar(scale(100), start..(start + length).min(800), &[], &[], UNICODE);
                shown.chars().position(|char| char != ' ')
            };
            prop_assert_eq!(begins(one), begins(other));
        }

        #[test]
        fn a_bar_is_exactly_as_wide_as_the_scale(start: u64, end: u64, cells in 1_usize..120) {
            let scale = Scale { start: 10, end: u64::MAX - 3, cells };
            let span = start..end;
            let sections = std::slice::from_ref(&span);
            let shown = bar(scale, span.clone(), sections, &[0, 5], UNICODE);
            prop_assert_eq!(shown.chars().count(), cells);
        }
    }
}
