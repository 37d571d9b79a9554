//! Tasks, blocking work and time of tokio.

mod blocking;
mod generator;
mod retry;
mod send_once_with;
mod spawners;
mod task;
mod timer;
#[cfg(feature = "tokio-util")]
mod util_spawners;
mod waiting;

pub use generator::Emitter;
pub use retry::Retry;
pub use send_once_with::SendOnceWith;
pub use timer::{Elapsed, Interval};
