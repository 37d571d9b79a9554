//! Why a server is not there, or did not answer as it should.

use std::fmt;
use std::io;

/// Why a server was not started, or a query failed: what happened, where, and what to do.
///
/// It is text for whoever runs the tests, so that `unwrap` prints it as it is.
pub struct Error {
    text: String,
    pub(crate) port_taken: bool,
}

impl Error {
    pub(crate) fn new(text: impl Into<String>) -> Error {
        Error {
            text: text.into(),
            port_taken: false,
        }
    }

    /// For `map_err`: what was tried when the system refused.
    pub(crate) fn io(tried: impl fmt::Display) -> impl FnOnce(io::Error) -> Error {
        move |error| Error::new(format!("{tried}: {error}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Error {}
