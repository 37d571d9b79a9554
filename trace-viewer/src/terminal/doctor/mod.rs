//! Why are there no traces?

// From the top down: a module stands above what it imports.
mod examine;

mod environment;
mod probe;

mod finding;

pub(super) use examine::{Where, examine, is_well};
pub(super) use finding::{Finding, Verdict};
