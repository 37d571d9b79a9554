//! The errors of the workloads.

use std::error::Error;
use std::fmt;

/// What went wrong first.
#[derive(Debug)]
pub struct Refused {
    /// A number that is in the text.
    pub order: u64,
}

/// What came of it: an error with a source, and with two if it is nested.
#[derive(Debug)]
pub struct Failed<E = Refused> {
    /// What was to be done.
    pub what: &'static str,
    /// Why it was not.
    pub source: E,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "order {} was refused", self.order)
    }
}

impl Error for Refused {}

impl<E> fmt::Display for Failed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {}", self.what)
    }
}

impl<E: Error + 'static> Error for Failed<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

impl Failed {
    /// An error with a source.
    pub fn to_pay(order: u64) -> Failed {
        Failed {
            what: "pay",
            source: Refused { order },
        }
    }
}

impl Failed<Failed> {
    /// An error with two sources.
    pub fn to_ship(order: u64) -> Failed<Failed> {
        Failed {
            what: "ship",
            source: Failed::to_pay(order),
        }
    }
}
