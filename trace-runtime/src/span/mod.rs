//! Naming a span, and the guard that holds its record while it runs.

pub(crate) mod async_closure;
mod builder;
pub(crate) mod declared;
mod fallible;
mod frame;
mod instrument;
mod named;
mod no_span;
mod open;
pub(crate) mod owned;
mod returned;
pub(crate) mod root;
pub(crate) mod send_once;

pub(crate) use async_closure::{AsyncClosure, AsyncClosureWith, InForm, SendAsyncClosure};
pub use builder::{IntoSpan, SpanBuilder, linked_trace};
pub use fallible::{FallibleReturn, FallibleSpan, fallible};
pub use instrument::Instrumented;
pub(crate) use named::NamedSpan;
pub use no_span::{NoSpan, no_span};
pub(crate) use open::{open, open_sync};
pub(crate) use owned::OpenSpan;
pub use root::Trust;
