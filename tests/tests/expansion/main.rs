//! What `#[traced]` makes of one function of each shape, as rustc and clippy see it.

mod lints;
mod recheck;
mod runtime;
