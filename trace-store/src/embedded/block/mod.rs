//! Settled traces, about 64 together, as they lie on disk: who they are (head), what a search
//! may look for in them (filter, zone), and their spans (body).

// From the top down: a module stands above what it imports.
#[cfg(test)]
mod damaged;

mod builder;

mod body;

mod columns;
mod head;
mod zone;

mod filter;

mod bytes;

pub(super) use body::Body;
pub(super) use builder::{Builder, Built};
pub(super) use columns::Part;
pub(super) use filter::{Filter, Hashes};
pub(super) use head::{Brief, Head, LeftOut, Row};
pub(super) use zone::Zone;
