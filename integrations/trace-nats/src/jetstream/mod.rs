//! Messages that a stream of NATS keeps until they are done.
//!
//! ```no_run
//! use async_nats::jetstream::consumer::PullConsumer;
//! use trace_nats::jetstream::{self, Consumer, Context};
//! use trace_runtime::{TraceContract, traced};
//!
//! #[traced]
//! async fn place(cx: &TraceContract, orders: &Context) -> Result<u64, jetstream::PublishError> {
//!     let ack = orders.traced(cx).publish("orders.new", "order 42".into()).await?;
//!     Ok(ack.sequence)
//! }
//!
//! #[traced]
//! async fn ship(cx: &TraceContract, order: &[u8]) -> std::io::Result<()> {
//!     Ok(())
//! }
//!
//! async fn worker(consumer: PullConsumer, nats: &trace_nats::Client) -> Result<(), async_nats::Error> {
//!     let orders = Consumer::new(nats, consumer).dead_letters("dead.orders");
//!     loop {
//!         for message in orders.receive().await? {
//!             // What failed comes again; that it did is in its span.
//!             let _ = message
//!                 .process(async |cx, message| ship(cx, &message.payload).await)
//!                 .await;
//!         }
//!     }
//! }
//! ```

// From the top down: a module stands above what it imports.
mod consumer;
mod context;

mod batch;
mod message;

mod settings;

pub use batch::Batch;
pub use consumer::Consumer;
pub use context::{Context, TracedContext};
pub use message::Message;

pub use async_nats::jetstream::context::PublishError;

/// Why a message is not done.
pub type ProcessError<E> = trace_messaging::ProcessError<E, async_nats::Error>;
