//! What goes wrong with a charge.

use std::error::Error;
use std::fmt;

/// Why a card was not charged.
#[derive(Debug)]
#[non_exhaustive]
pub enum CardError {
    /// The customer did not confirm the charge.
    NotConfirmed,
    /// The request did not get through, or had no answer that can be read.
    Http(reqwest::Error),
    /// Every try was answered with an error of the server.
    Unavailable {
        /// How often it was tried.
        tries: u32,
    },
    /// The task of the charge panicked, or was cancelled with its runtime.
    Interrupted,
}

impl fmt::Display for CardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CardError::NotConfirmed => f.write_str("the customer did not confirm the charge"),
            CardError::Http(_) => f.write_str("the card processor did not answer"),
            CardError::Unavailable { tries } => {
                write!(f, "the card processor failed {tries} times")
            }
            CardError::Interrupted => f.write_str("the charge was interrupted"),
        }
    }
}

impl Error for CardError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            CardError::Http(error) => Some(error),
            _ => None,
        }
    }
}
