//! Having the user's code write a value.

use std::fmt;

use trace_runtime::integration::{contain, count};
use trace_runtime::stats::Counter;

/// A longer text in a field is cut; bytes.
pub(crate) const VALUE_LIMIT: usize = 64 << 10;

/// What is written in place of a value whose `Debug` panicked.
const PANICKED: &str = "<panicked>";

/// Has the user's code write a text, in place of what is there. A `fmt::Error`
/// leaves what was written so far.
pub(crate) fn render(
    text: &mut String,
    limit: usize,
    write: impl FnOnce(&mut Cut<'_>) -> fmt::Result,
) {
    text.clear();
    let mut cut = Cut {
        text,
        limit,
        is_cut: false,
    };
    if contain(|| write(&mut cut).is_ok()).is_none() {
        count(Counter::AttributePanics);
        text.clear();
        text.push_str(PANICKED);
    }
}

/// A text that stops growing at its limit, and says so by its end.
pub(crate) struct Cut<'a> {
    text: &'a mut String,
    limit: usize,
    is_cut: bool,
}

impl fmt::Write for Cut<'_> {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let room = self.limit.saturating_sub(self.text.len());
        if !self.is_cut && part.len() <= room {
            self.text.push_str(part);
            return Ok(());
        }
        if !self.is_cut {
            self.is_cut = true;
            self.text.push_str(&part[..part.floor_char_boundary(room)]);
            self.text.push('\u{2026}');
        }
        Err(fmt::Error) // ends the formatting early: nothing more would fit
    }
}
