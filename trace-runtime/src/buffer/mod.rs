//! The buffer between threads that end spans and the collector that exports
//! them.
//!
//! Each thread writes records into a [chunk](chunk) of its own and publishes
//! how far it got; the collector reads up to there, whenever it likes, so that
//! idle threads need not cooperate. Chunks form a list: a full one points to
//! the next.
//!
//! - *Can it block?* No. A record costs no lock. A chunk (every 20 to 700
//!   records) takes from the budget with a compare-and-swap, tries the pool
//!   without waiting for it, and calls the collector with a swap; a thread's
//!   first one takes the lock of a list that is held for a few instructions.
//! - *Can it lose data?* A record that finds no room is dropped and counted by
//!   reason; see [`cells`]. One that was published is exported or counted, also
//!   when its thread is gone.
//! - *How large can it get?* All chunks together stay within the
//!   [budget](budget), in bytes. The large ones are [mapped](memory), so that what a
//!   burst took is given back to the system.

mod alarm;
mod arena;
mod budget;
mod cells;
mod chunk;
pub(crate) mod header;
pub(crate) mod local;
#[cfg(all(test, loom))]
pub(crate) mod loom_models;
mod memory;
mod producer;
mod reader;
mod shared;
pub(crate) mod sync;

pub(crate) use arena::{Arena, BatchSize};
pub(crate) use budget::Shares;
pub(crate) use cells::{Cells, Totals};
pub(crate) use producer::Producer;
pub(crate) use reader::{Progress, Reader};
pub(crate) use shared::Buffers;
