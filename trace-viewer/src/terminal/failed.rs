//! Why a command failed.

use std::error::Error;
use std::fmt;
use std::io;

use super::client::AskError;
use crate::serve::ServeError;

/// Why a command failed, in words for people.
#[derive(Debug)]
pub(super) enum Failed {
    /// The viewer gave no answer, or none that helps.
    Ask(AskError),
    /// The server does not run.
    Serve(ServeError),
    /// What was asked for is not there.
    Nothing(String),
    /// Something could not be read or written.
    Io(io::Error),
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Ask(error) => write!(f, "{error}"),
            Failed::Serve(error) => write!(f, "{error}"),
            Failed::Nothing(what) => f.write_str(what),
            Failed::Io(error) => write!(f, "{error}"),
        }
    }
}

impl Error for Failed {}

impl From<AskError> for Failed {
    fn from(error: AskError) -> Self {
        Failed::Ask(error)
    }
}

impl From<ServeError> for Failed {
    fn from(error: ServeError) -> Self {
        Failed::Serve(error)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Failed::Io(error)
    }
}
