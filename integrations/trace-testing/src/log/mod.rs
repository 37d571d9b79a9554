//! What the log of a program says about its traces.

mod line;
mod lines;

pub use line::LogLine;
pub use lines::{LogLines, NotLogged};
