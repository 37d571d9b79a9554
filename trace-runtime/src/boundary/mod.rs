//! Every way out of a task, a thread or a process, and the way back in.

mod callback;
mod carried;
#[cfg(feature = "tokio")]
pub mod channel;
mod gated;
mod sealed_serde;
mod spawn;
mod stand_in;

pub use callback::{Callback, ContextLostInSdk};
pub use carried::Carried;
pub use gated::Gated;
#[cfg(all(feature = "tokio", tokio_unstable))]
pub use spawn::task_hook;
pub use spawn::{BlockingSpawner, LocalSpawner, Spawner, TracedStream, task_if_needed};
#[cfg(feature = "tokio")]
pub use spawn::{Elapsed, Emitter, Interval, Retry, SendOnceWith};
pub use stand_in::{CurrentStandIn, MakeStandIn, StandIn, set_stand_in};
