//! What is wrong with a text, and where.

use std::error::Error;
use std::fmt;

/// The text is no request in JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    at: usize,
    what: String,
}

impl JsonError {
    pub(crate) fn new(at: usize, what: impl Into<String>) -> Self {
        let what = what.into();
        JsonError { at, what }
    }

    /// Where the mistake is, counted in bytes from 0.
    pub fn at(&self) -> usize {
        self.at
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JSON, byte {}: {}", self.at, self.what)
    }
}

impl Error for JsonError {}

/// Why reading does not go on.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The text is no JSON: what follows cannot be read.
    Syntax(JsonError),
    /// The text says something impossible in JSON: what follows can be read.
    Content(JsonError),
}

impl Fault {
    pub(crate) fn content(at: usize, what: impl Into<String>) -> Self {
        Fault::Content(JsonError::new(at, what))
    }
}

impl From<JsonError> for Fault {
    fn from(error: JsonError) -> Self {
        Fault::Syntax(error)
    }
}
