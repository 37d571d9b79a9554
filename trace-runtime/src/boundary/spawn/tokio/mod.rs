//! Tasks, blocking work and time of tokio.

mod blocking;
mod retry;
mod spawners;
mod task;
mod timer;
#[cfg(feature = "tokio-util")]
mod util_spawners;

pub use retry::Retry;
pub use timer::{Elapsed, Interval};
