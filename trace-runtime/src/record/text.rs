//! The text of an error, as its `Display` gives it.

use std::cell::RefCell;
use std::error::Error;
use std::fmt::{self, Display, Write as _};
use std::mem;

use crate::contain::contain;
use crate::counters;

/// Longer texts are cut; bytes.
pub(super) const MAX: usize = 4096;

/// Sources beyond this depth are left out of the recorded chain.
const MAX_SOURCES: usize = 16;
/// Stands between the text of an error and that of its source.
const BETWEEN: &str = ": ";

thread_local! {
    /// Memory of a text before.
    static SPARE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// A text that is being put together, and stops growing when it is long enough.
pub(super) struct Text {
    text: String,
    limit: usize,
    /// Appended so far.
    sources: usize,
}

impl Text {
    /// The text of an error.
    pub(super) fn of(error: &(impl Display + ?Sized)) -> String {
        let mut text = Text::new();
        text.contained(|text| text.append(error));
        text.text
    }

    /// The text of an error and of its sources, each behind a colon, but for one whose
    /// text the error before it already ends with.
    pub(super) fn of_chain(error: &(impl Error + ?Sized)) -> String {
        let mut text = Text::new();
        let mut source = None;
        let said = text.contained(|text| {
            text.append(error);
            text.append_sources(error.source(), &mut source);
        });
        // A text that panicked is left where it is, and its sources are asked for.
        while !said && let Some(broken) = source.take() {
            text.contained(|text| text.append_sources(Error::source(broken), &mut source));
        }
        text.text
    }

    fn new() -> Self {
        let spare = SPARE.try_with(|spare| Some(mem::take(&mut *spare.try_borrow_mut().ok()?)));
        Text {
            text: spare.ok().flatten().unwrap_or_default(),
            limit: MAX,
            sources: 0,
        }
    }

    /// `begun` is the one whose text was begun last; none while it is asked for another.
    fn append_sources<'e>(
        &mut self,
        mut source: Option<&'e (dyn Error + 'static)>,
        begun: &mut Option<&'e (dyn Error + 'static)>,
    ) {
        while let Some(error) = source
            && self.sources < MAX_SOURCES
        {
            self.sources += 1;
            *begun = Some(error);
            self.append_unless_said(error);
            *begun = None;
            source = error.source();
        }
    }

    fn append_unless_said(&mut self, error: &dyn Error) {
        let end = self.text.len();
        let start = end + BETWEEN.len();
        // All of it, so that it is compared as a whole.
        self.limit = start + MAX;
        self.text.push_str(BETWEEN);
        self.append(error);
        let (said, new) = self.text.split_at(start);
        if said[..end].ends_with(new) {
            self.text.truncate(end);
        }
        self.cut();
    }

    fn append(&mut self, error: &(impl Display + ?Sized)) {
        // An error of it is that of its limit, or of who wrote it.
        let _ = write!(self, "{error}");
    }

    fn cut(&mut self) {
        self.limit = MAX;
        if self.text.len() > MAX {
            self.text.truncate(self.text.floor_char_boundary(MAX));
        }
    }

    /// Runs code of the user's; what it wrote before it panicked stays. Returns whether it
    /// did not.
    fn contained(&mut self, append: impl FnOnce(&mut Text)) -> bool {
        let is_done = contain(|| append(self)).is_some();
        if !is_done {
            counters::attribute_panicked();
            self.cut();
            self.text.push_str("<panicked>");
        }
        is_done
    }
}

impl fmt::Write for Text {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let room = self.limit.saturating_sub(self.text.len());
        if part.len() <= room {
            self.text.push_str(part);
            return Ok(());
        }
        self.text.push_str(&part[..part.floor_char_boundary(room)]);
        Err(fmt::Error) // ends the formatting early: nothing more would fit
    }
}

/// Keeps the memory of a text for the next one.
pub(super) fn give_back(mut text: String) {
    if text.capacity() <= 2 * MAX {
        text.clear();
        let kept = SPARE.try_with(|spare| {
            if let Ok(mut spare) = spare.try_borrow_mut() {
                *spare = text;
            }
        });
        // A thread that ends keeps nothing.
        let _ = kept;
    }
}
