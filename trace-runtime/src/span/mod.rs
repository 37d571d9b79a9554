//! A span while it runs: the guard that holds its record until it ends.

mod builder;
mod declared;
mod fallible;
mod frame;
mod named;
mod no_span;
mod open;
mod returned;
pub(crate) mod root;

pub use builder::{IntoSpan, SpanBuilder, linked_trace};
pub use declared::Span;
pub use fallible::{FallibleReturn, FallibleSpan, fallible};
pub(crate) use named::{NamedSpan, OwnedSpan};
pub use no_span::{NoSpan, no_span};
pub(crate) use open::{open, open_sync};
pub use root::Trust;
