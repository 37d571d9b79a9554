//! Traces in a folder of this machine, for a day.
//!
//! What is acknowledged is in the journal of [fjall](https://docs.rs/fjall), which the
//! operating system has: when the process is killed, nothing of it is lost. When the power
//! fails, what came in the last second may be.
//!
//! A batch is kept as it came ("arrival") until its traces settle: no span has come for a
//! while. Settled traces go into blocks, about 64 together, compressed; blocks of an hour lie
//! together, and are dropped together.

// From the top down: a module stands above what it imports.
#[cfg(test)]
mod damaged;
mod store;

mod keeper;

mod recover;
mod settle;

mod counted;

mod resolve;

mod late;
mod live_parts;
mod pins;
mod search;
mod several;

mod engine;

mod settler;

mod delivered;
mod read;

mod counts;
mod runs;

mod shelf;

mod hour;

mod arrivals;
mod live;
mod needle;
mod plan;
mod top;

mod block;
mod cut;
mod disk;
mod folder;
mod inflate;
mod settings;

mod clock;

pub use clock::Clock;
pub use folder::OpenError;
pub use settings::Settings;

pub use crate::tail_rule::TailRule;
pub use store::EmbeddedStore;
