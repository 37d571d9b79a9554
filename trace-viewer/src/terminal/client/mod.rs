//! Asks a running viewer.

// From the top down: a module stands above what it imports.
mod viewer;

mod lines;

mod connection;

mod stream;

mod target;

pub use connection::AskError;
pub use lines::Lines;
pub use target::Target;
pub use viewer::{Fetched, Viewer};
