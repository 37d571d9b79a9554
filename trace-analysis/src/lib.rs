//! What a trace says: where the time went, and where the error began.

// From the top down: a module stands above what it imports.
mod tree;

mod interval;

pub use interval::Interval;
pub use tree::{Marks, Names, Operation, Outcome, Row, Tree, What};
