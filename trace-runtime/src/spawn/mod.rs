//! Handing work over without losing its trace.
//!
//! One shape for all: the span's name first, the closure last, and the closure
//! is lent a contract of its own, `async move |cx| …`. A name joins the trace;
//! [`linked_trace(name)`](crate::linked_trace) begins one that links back. Where
//! the caller chooses what runs the work (`spawn_on`, `spawn_scoped`), that stands
//! before the name.

mod blocking;
mod on;
mod retry;
mod send_once;
mod stream;
mod task;
mod thread;
mod timer;
mod tokio_task;
mod unbegun;

pub use on::{BlockingSpawner, LocalSpawner, Spawner};
pub use retry::Retry;
pub use send_once::{SendOnce, SendOnceWith};
pub use stream::{Emitter, TracedStream};
pub use timer::{Elapsed, Interval};
