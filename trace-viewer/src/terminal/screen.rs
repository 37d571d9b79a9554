//! Where the answer goes.

use std::io::{self, IsTerminal as _};

use terminal_size::{Width, terminal_size};

use super::arguments::{Asking, Showing};
use super::client::Viewer;
use super::text::Style;

/// Without a terminal, lines are as long as this.
const USUAL_WIDTH: usize = 120;

impl Showing {
    /// How many columns there are.
    pub(super) fn columns(&self) -> usize {
        let measured = || terminal_size().map(|(Width(columns), _)| usize::from(columns));
        self.width.or_else(measured).unwrap_or(USUAL_WIDTH)
    }

    /// Whether somebody reads the answer, and not a program: a width was given, or it goes to a
    /// terminal.
    pub(super) fn is_read(&self) -> bool {
        self.width.is_some() || io::stdout().is_terminal()
    }

    /// Colours and characters.
    pub(super) fn style(&self) -> Style {
        Style::of_stdout(self.ascii)
    }
}

impl Asking {
    /// The viewer that is meant.
    pub(super) fn viewer(&self) -> Viewer {
        Viewer::at(self.url.clone(), self.token.clone())
    }
}
