//! A span while it runs: the guard that holds its record until it ends.

pub(crate) mod async_closure;
mod builder;
mod declared;
mod fallible;
mod frame;
mod instrument;
mod named;
mod no_span;
mod open;
mod owned;
mod returned;
pub(crate) mod root;
mod send_once;

pub(crate) use async_closure::SendAsyncClosure;
pub use async_closure::{AsyncClosure, AsyncClosureWith, InForm};
pub use builder::{IntoSpan, SpanBuilder, linked_trace};
pub use declared::Span;
pub use fallible::{FallibleReturn, FallibleSpan, fallible};
pub use instrument::Instrument;
pub(crate) use named::NamedSpan;
pub use no_span::{NoSpan, no_span};
pub(crate) use open::{open, open_sync};
pub use owned::OpenSpan;
pub use root::Trust;
pub use send_once::SendOnce;
