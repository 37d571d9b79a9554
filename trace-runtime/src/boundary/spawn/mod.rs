//! Handing work over without losing its trace.
//!
//! One shape for all: the span's name first, the closure last, and the closure
//! is lent a contract of its own, `async move |cx| …`. A name joins the trace;
//! [`linked_trace(name)`](crate::linked_trace) begins one that links back. Where
//! the caller chooses what runs the work (`spawn_on`, `spawn_scoped`), that stands
//! before the name.

mod on;
mod stream;
mod task;
mod thread;
#[cfg(feature = "tokio")]
mod tokio;
mod unbegun;

mod hook;

#[cfg(feature = "tokio")]
pub use self::tokio::{Elapsed, Emitter, Interval, Retry, SendOnceWith};
#[cfg(all(feature = "tokio", tokio_unstable))]
pub use hook::task_hook;
pub use on::{BlockingSpawner, LocalSpawner, Spawner};
pub use stream::TracedStream;
pub use task::task_if_needed;
