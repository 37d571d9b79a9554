//! What is drawn, line by line.

use super::super::text::{Paint, Style, fit, wrap};

/// A terminal that is narrower breaks lines by itself.
const NARROWEST: usize = 40;

/// The lines so far.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    columns: usize,
    breaks: bool,
    pub(super) style: Style,
}

impl Page {
    pub(super) fn new(columns: usize, breaks: bool, style: Style) -> Self {
        Page {
            text: String::new(),
            columns,
            breaks,
            style,
        }
    }

    /// A line that is ready.
    pub(super) fn drawn(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// An escaped text that is never cut, in as many lines as it takes.
    pub(super) fn whole(&mut self, text: &str, paint: Paint) {
        let text = self.style.characters(text);
        if !self.breaks {
            return self.drawn(&self.style.paint(paint, &text));
        }
        for line in wrap(&text, self.columns.max(NARROWEST)) {
            self.drawn(&self.style.paint(paint, &line));
        }
    }

    /// An escaped text in as many lines as it takes; a name in it may be a page long.
    pub(super) fn sentence(&mut self, text: &str, paint: Paint) {
        const LONGEST: usize = 600;
        let text = fit(text, LONGEST, '…');
        self.whole(&text, paint);
    }

    /// An escaped text, fitted to one line.
    pub(super) fn fitted(&mut self, text: &str, paint: Paint) {
        let text = self.style.characters(text);
        let text = fit(&text, self.columns.max(20), self.style.either('…', '~'));
        self.drawn(&self.style.paint(paint, &text));
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}
