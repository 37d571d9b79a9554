//! The commands of the program.

// From the top down: a module stands above what it imports.
mod program;

mod command;

mod doctor;

mod screen;

mod arguments;
mod failed;

pub mod client;

pub mod waterfall;

pub mod text;

pub use arguments::Arguments;
pub use program::run;
