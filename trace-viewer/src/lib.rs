//! Shows the traces of a store: query APIs over HTTP, the page, and the terminal.
//!
//! The viewer has no storage of its own: everything is in `trace-store`.

// From the top down: a module stands above what it imports.
pub mod terminal;

pub mod serve;

pub mod api;

mod page;

pub mod exchange;
pub mod query;

mod said;

mod number;
