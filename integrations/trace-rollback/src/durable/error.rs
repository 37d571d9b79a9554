//! Why a step was not written down.

use std::error::Error;
use std::fmt;

/// A compensation was not written to the journal, and its step must not be taken.
#[derive(Debug)]
pub enum NotWritten<E> {
    /// The step could not be written as JSON.
    Step(serde_json::Error),
    /// The journal did not take it.
    Journal(E),
}

impl<E> fmt::Display for NotWritten<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotWritten::Step(_) => "what undoes the step could not be written as JSON",
            NotWritten::Journal(_) => "what undoes the step could not be written to the journal",
        })
    }
}

impl<E: Error + 'static> Error for NotWritten<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            NotWritten::Step(error) => Some(error),
            NotWritten::Journal(error) => Some(error),
        }
    }
}
