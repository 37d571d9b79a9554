//! Every way out of a task, a thread or a process, and the way back in.

mod carried;
pub mod channel;
mod gated;
mod sealed_serde;
mod spawn;
mod stand_in;

pub use carried::Carried;
pub use gated::Gated;
pub use spawn::{
    BlockingSpawner, Elapsed, Emitter, Interval, LocalSpawner, Retry, Spawner, TracedStream,
};
pub use stand_in::{MakeStandIn, StandIn, set_stand_in};
