//! [`redis`] under a trace contract: no command without one, and a span for each.
//!
//! Everything keeps redis's names; one word comes in behind the connection, `traced(cx)`, and
//! what that gives is redis's own [`ConnectionLike`](redis::aio::ConnectionLike), with all
//! that redis has for it: [`AsyncCommands`](redis::AsyncCommands), pipelines, transactions,
//! scripts and scans.
//!
//! ```
//! use redis::AsyncCommands;
//! use trace_redis::MultiplexedConnection;
//! use trace_runtime::{TraceContract, traced};
//!
//! #[traced]
//! async fn visit(cx: &TraceContract, con: &MultiplexedConnection, page: &str) -> redis::RedisResult<u64> {
//!     con.traced(cx).incr(format!("visits:{page}"), 1).await
//! }
//! ```
//!
//! A connection alone is no `ConnectionLike`: each command says under which contract it runs,
//! and what is forgotten does not compile. [`Connection::untraced`] is the one way around it.
//!
//! # What is recorded
//!
//! A client span for each command, pipeline and transaction, with the attributes of
//! OpenTelemetry's conventions for Redis. No argument is recorded, and no value; the first
//! key, if [`Client::record_keys`] asks for it. An error says its code, such as `WRONGTYPE`:
//! Redis quotes arguments in the text of errors. The [`redis::RedisError`] that comes back is
//! redis's own; a traced function that returns it records its text, unless it says
//! `#[traced(err(type))]`.
//!
//! Each command writes a line at debug level, and one at warn level if it took longer than
//! [`Client::slow_threshold`], 100 ms by default.
//!
//! # Commands that wait
//!
//! On a connection that is shared, `BLPOP` and the like make all others wait, and fail
//! themselves after 500 ms, redis's own time limit for an answer: a warning, which is
//! counted. [`DedicatedConnection`] is for these.

// From the top down: a module stands above what it imports.
mod gate;

#[cfg(feature = "streams")]
pub mod stream;

mod client;
#[cfg(feature = "cluster")]
mod cluster;

mod connection;
mod dedicated;
mod pubsub;

mod subscribe;
mod traced_connection;

mod span;

mod log;

mod target;

mod stats;

mod asked;
mod reply;

mod commands;

pub use client::Client;
#[cfg(feature = "cluster")]
pub use cluster::ClusterClient;
pub use connection::Connection;
pub use dedicated::{DedicatedConnection, TracedDedicatedConnection};
pub use gate::WriteTracedCx;
pub use pubsub::{PubSub, TracedPubSub};
pub use stats::RedisStats;
pub use traced_connection::TracedConnection;

/// A connection that its clones share.
pub type MultiplexedConnection = Connection<redis::aio::MultiplexedConnection>;

/// A connection that its clones share, and that is made again when it is lost.
#[cfg(feature = "connection-manager")]
pub type ConnectionManager = Connection<redis::aio::ConnectionManager>;

/// The connections to a cluster, which its clones share.
#[cfg(feature = "cluster")]
pub type ClusterConnection = Connection<redis::cluster_async::ClusterConnection>;

/// The examples of the README, which are tests.
#[cfg(all(doctest, feature = "streams"))]
#[doc = include_str!("../README.md")]
mod readme {}
