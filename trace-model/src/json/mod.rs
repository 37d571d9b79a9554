//! JSON, as it is read.

// From the top down: a module stands above what it imports.
mod typed;

mod scalar;
mod string;

mod lexer;

mod error;

pub(crate) use error::Fault;
pub use error::JsonError;
pub(crate) use lexer::{Lexer, Scalar};
pub(crate) use scalar::{bytes, double, id, number_of, whole};
pub(crate) use typed::{items, members, number, text};
