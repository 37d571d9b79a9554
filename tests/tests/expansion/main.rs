//! What `#[traced]` makes of one function of each shape, as rustc and clippy see it.

mod lints;
mod runtime;
