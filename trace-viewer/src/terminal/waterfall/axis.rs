//! The line above the bars that says which time is where.

use super::super::text::{Style, grouped, width};
use super::scale::{PARTS, Scale};

/// Ticks closer together than this leave no room for their labels.
const COLUMNS_A_TICK: usize = 8;

/// A tick of the axis.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tick {
    column: usize,
    label: String,
}

/// Labels at round steps (1, 2 or 5 times a power of ten) from the start on, in one unit.
pub(super) fn axis(scale: Scale, style: Style) -> String {
    let mut line = String::new();
    for Tick { column, label } in ticks(scale) {
        let used = width(&line);
        let ends = column + width(&label);
        if (used > 0 && column < used + 1) || ends > scale.cells {
            continue;
        }
        line.push_str(&" ".repeat(column - used));
        line.push_str(&style.characters(&label));
    }
    line
}

/// The columns of the ticks.
pub(super) fn tick_columns(scale: Scale) -> Vec<usize> {
    ticks(scale).into_iter().map(|tick| tick.column).collect()
}

fn ticks(scale: Scale) -> Vec<Tick> {
    let length = scale.end.saturating_sub(scale.start);
    let most = (scale.cells / COLUMNS_A_TICK).clamp(1, 8) as u64;
    let step = round_step(length / most);
    // At least ten of a unit: with eight ticks at most, a step is a whole number of them.
    let (unit, name) = match length {
        0..10_000 => (1, "ns"),
        10_000..10_000_000 => (1_000, "µs"),
        10_000_000..100_000_000_000 => (1_000_000, "ms"),
        _ => (1_000_000_000, "s"),
    };
    let mut ticks: Vec<Tick> = (0..=length / step)
        .map(|at| at * step)
        .map(|offset| Tick {
            column: scale.place(scale.start.saturating_add(offset)) / PARTS,
            label: grouped(offset / unit),
        })
        .collect();
    // The unit stands once: the first label always has room.
    if let Some(first) = ticks.first_mut() {
        first.label.push(' ');
        first.label.push_str(name);
    }
    ticks
}

/// The smallest of 1, 2, 5, 10, 20, … that is not less.
fn round_step(least: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        for step in [power, power.saturating_mul(2), power.saturating_mul(5)] {
            if step >= least {
                return step;
            }
        }
        let Some(next) = power.checked_mul(10) else {
            return u64::MAX;
        };
        power = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(length: u64, cells: usize) -> String {
        let scale = Scale {
            start: 5,
            end: 5 + length,
            cells,
        };
        axis(
            scale,
            Style {
                colour: false,
                ascii: false,
            },
        )
    }

    #[test]
    fn steps_are_round_and_the_unit_stands_once() {
        assert_eq!(
            of(2_565_000_000, 60),
            "0 ms       500         1,000       1,500      2,000"
        );
        assert_eq!(of(12_000_000, 40), "0 ms            5                10");
        assert_eq!(of(1_200_000, 40), "0 µs            500              1,000");
        assert_eq!(of(11_000_000_000_000, 40), "0 s               5,000");
        assert_eq!(of(800, 40), "0 ns      200       400       600");
    }

    #[test]
    fn a_trace_without_length_has_one_tick() {
        assert_eq!(of(0, 40), "0 ns");
    }

    proptest! {
        #[test]
        fn the_axis_is_never_wider_than_the_bars(length: u64, cells in 10_usize..200) {
            let scale = Scale { start: 0, end: length, cells };
            let shown = axis(scale, Style::PLAIN);
            prop_assert!(width(&shown) <= cells, "{shown:?}");
            prop_assert!(tick_columns(scale).len() <= 10);
        }
    }
}
