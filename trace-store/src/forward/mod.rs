//! Sends what is taken in on to another receiver of OTLP: a collector, Tempo, ClickHouse.
//!
//! [`Forward`] is a store around a store. What the store within has taken waits in a queue in
//! memory, and is sent from a thread of its own: neither a slow receiver nor one that is gone
//! slows the store. Where the queue is full, the oldest go, and are counted: [`Forwarded`](crate::Forwarded).

// From the top down: a module stands above what it imports.
mod store;

mod lane;

mod queue;

mod closing;
mod settings;

pub use settings::Settings;
pub use store::Forward;
