//! In which span an event happened: spans of `tracing`, and where they are in the trace.

mod adopt;
pub(crate) mod entered;
mod fields;
pub(crate) mod place;
mod returned;
pub(crate) mod stand_in;

pub use adopt::Adopt;
