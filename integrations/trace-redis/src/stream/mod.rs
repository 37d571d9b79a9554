//! Messages through Redis Streams, with their context.
//!
//! An entry has the payload as JSON in the field `payload`, and beside it the fields of the
//! context, `traceparent` first, under the names that they have as headers: a consumer in
//! another language reads them there.
//!
//! ```no_run
//! # type Order = u32;
//! # async fn ship(_: &TraceContract, _: Order) -> Result<(), std::io::Error> { Ok(()) }
//! use trace_redis::stream::{Consumer, Stream};
//! use trace_redis::{Client, ConnectionManager};
//! use trace_runtime::{TraceContract, traced};
//!
//! #[traced]
//! async fn place(cx: &TraceContract, con: &ConnectionManager, order: Order) -> redis::RedisResult<()> {
//!     Stream::new("orders").send(con.traced(cx), &order).await?;
//!     Ok(())
//! }
//!
//! /// A worker belongs to no trace, each message to that of who sent it.
//! async fn worker(client: &Client) -> redis::RedisResult<()> {
//!     let mut orders = Consumer::<Order>::builder("orders", "shipping", "worker-1").join(client).await?;
//!     loop {
//!         for message in orders.receive().await? {
//!             // What failed comes again; that it did is in its span.
//!             let _ = message.process(async |cx, order| ship(cx, order).await).await;
//!         }
//!     }
//! }
//! ```
//!
//! # What becomes of a message
//!
//! One whose closure returns `Ok` is acknowledged. One whose closure returns `Err`, panics or
//! is dropped comes again after [`ConsumerBuilder::retry_after`], to any consumer of the group;
//! so it may be worked off more than once. What failed
//! [`ConsumerBuilder::max_deliveries`] times, and what is no `T`, is set aside: as it came, with
//! its own context, in the stream `{orders}:shipping:dead`.
//!
//! # Spans
//!
//! `send orders` at the producer, and its context in the message. `process orders` is its child
//! while the message is fresh and comes for the first time, else the root of a trace that links
//! to it, and to the try before: see [`Joins`]. Several messages that
//! come at once make a `receive orders` that links to each sender; nothing that came makes no
//! span. `ack orders` and `set_aside orders` are within the processing.

// From the top down: a module stands above what it imports.
mod consumer;
mod producer;

mod batch;
mod message;

mod settle;

mod entry;
mod group;

pub use batch::Batch;
pub use consumer::{Consumer, ConsumerBuilder};
pub use group::ConsumerStats;
pub use message::Message;
pub use producer::Stream;

pub use trace_messaging::Joins;

/// Why a message is not done.
pub type ProcessError<E> = trace_messaging::ProcessError<E, redis::RedisError>;
