//! Keeps traces in Redis or Redis Cluster, shared by several processes: [`RedisStore`].
//!
//! A trace is a list. Each batch adds an element to it, and its id to the set `live`, in one
//! step. When no span has come for a while, one of the stores sums the trace up, as one more
//! element, and writes it into the lists of the hour, again in one step, which fails if a span
//! has come in between. Questions are answered from both: from the lists, and from the traces
//! that are live. So nothing in a process is needed for a right answer, and one that dies takes
//! nothing along.

#![expect(
    clippy::disallowed_methods,
    reason = "a store belongs to no trace, and its commands are nobody's spans"
)]

// From the top down: a module stands above what it imports.
#[cfg(test)]
mod damaged;
mod store;

mod resolve;
mod search;
mod settle;

mod candidates;
mod counts;
mod dictionary;
mod inventory;
mod listed;
mod lists;
mod load;
mod pins;
mod status;
mod tail;
mod unlisted;
mod upkeep;
mod write;

mod reading;
mod servers;

mod kept;

mod missing;

mod link;
mod room;

mod clients;
mod element;
mod rolls;
mod same;
mod samples;

mod clock;
mod failure;
mod keys;
mod names;
mod regroup;
mod script;
mod service;
mod settings;
mod settler;
mod troubles;
mod zip;

pub use settings::Settings;
pub use store::RedisStore;
