//! A trace as a waterfall of bars, one line a span, on one scale of time.
//!
//! What lies on the critical path is drawn solid, everything else lighter: the solid cells of
//! all rows together are the trace from its start to its end, each moment once.

// From the top down: a module stands above what it imports.
mod json;
mod render;

mod page;

mod notes;

mod lines;

mod layout;

mod label;

mod picture;

mod axis;
mod bar;

mod scale;

pub use json::to_json;
pub use render::{Options, render};
