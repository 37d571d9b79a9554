//! Text for a terminal: escaped, measured, in columns.

// From the top down: a module stands above what it imports.
mod table;
mod wrap;

mod fit;

mod clock;
mod escape;
mod id;
mod style;

pub use crate::number::{bytes, grouped, nanos, percent};
pub use clock::{Day, date, time_of_day};
pub use escape::escape;
pub use fit::{Side, fit, pad, width};
pub use id::short_id;
pub use style::{Paint, Style};
pub use table::{Column, Table};
pub use wrap::wrap;
