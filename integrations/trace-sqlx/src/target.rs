//! Where a pool's statements go, and in which form.

use std::time::Duration;

use crate::asked::Asked;
use crate::backend::{Backend, Facts, Server};
use crate::comments::Comments;

/// What all statements of a pool have in common.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) facts: Facts,
    pub(crate) server: Server,
    /// Statements that take as long are said to be slow.
    pub(crate) slow: Duration,
    pub(crate) comments: Comments,
    /// Nothing is kept prepared.
    pub(crate) unnamed: bool,
}

impl Target {
    /// Whether statements are sent as they were asked.
    pub(crate) fn sends_as_is(&self) -> bool {
        self.comments.is_off() && !self.unnamed
    }

    /// What is sent of a statement. Called within its span.
    pub(crate) fn prepare<DB: Backend>(&self, asked: Asked<DB>) -> Asked<DB> {
        self.comments.add_to(asked.persisting(!self.unnamed))
    }
}
