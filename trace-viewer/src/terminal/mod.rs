//! The commands of the program.

// From the top down: a module stands above what it imports.
pub mod waterfall;

pub mod text;
