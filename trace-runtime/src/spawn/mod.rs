//! Handing work over without losing its trace.
//!
//! One shape for all: the span's name first, the closure last, and the closure
//! is lent a contract of its own, `async move |cx| …`. A name joins the trace;
//! [`linked_trace(name)`](crate::linked_trace) begins one that links back.

mod blocking;
mod send_once;
mod stream;
mod task;
mod thread;
mod timer;
mod tokio_task;

pub use send_once::{SendOnce, SendOnceWith};
pub use stream::{Emitter, TracedStream};
pub use timer::{Elapsed, Interval};
