//! Counts and percentiles by service, operation and minute. They outlive the traces.

// From the top down: a module stands above what it imports.
mod rollups;

mod cell;

mod sketch;

pub use cell::Cell;
pub use rollups::{Edge, Operation, RollUps};
pub use sketch::Sketch;

#[cfg(any(feature = "embedded", feature = "redis"))]
pub(crate) use sketch::{read_varint, write_varint};
