//! Keeps traces for a day, and answers questions about them.
//!
//! [`Store`] is what a store can do; [`MemoryStore`] is the plainest one, and the others are
//! tested against it. Every answer says what it does not cover: [`Answer`].

// From the top down: a module stands above what it imports.
#[cfg(feature = "forward")]
pub mod forward;

#[cfg(feature = "embedded")]
pub mod embedded;

#[cfg(feature = "in-process")]
mod in_process;

mod memory;

#[cfg(feature = "receive")]
pub mod receive;
#[cfg(feature = "redis")]
pub mod redis;

mod store;

pub mod search;

#[cfg(any(feature = "embedded", feature = "redis"))]
mod tail_rule;

mod summary;

pub mod rollup;

mod answer;
#[cfg(test)]
mod damage;
mod error;
mod forwarded;

pub use answer::{Answer, Bound, Coverage};
pub use error::{ReadError, WriteError};
pub use forwarded::Forwarded;
#[cfg(feature = "in-process")]
pub use in_process::StoreExporter;
pub use memory::MemoryStore;
pub use store::{Pin, Run, Status, Store, StoredTrace};
pub use summary::{ServiceCount, Summary};
#[cfg(any(feature = "embedded", feature = "redis"))]
pub use tail_rule::TailRule;
