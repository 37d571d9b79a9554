//! What a store cannot do.

use std::error::Error;
use std::fmt;
use std::time::Duration;

/// A batch was not taken: nothing of it will be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteError {
    /// No room at the moment. The sender should try again after the pause.
    Full {
        /// When to try again.
        retry_after: Duration,
        /// What is full, in words for people.
        what: String,
    },
    /// The store failed; what happened, in words for people.
    Failed(String),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Full { retry_after, what } => {
                write!(f, "{what}; try again in {} s", retry_after.as_secs().max(1))
            }
            WriteError::Failed(what) => write!(f, "the trace store failed: {what}"),
        }
    }
}

impl Error for WriteError {}

/// A question could not be answered; what happened, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError(pub String);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the trace store cannot be read: {}", self.0)
    }
}

impl Error for ReadError {}
