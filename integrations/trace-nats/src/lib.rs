//! [`async_nats`] under a trace contract: nothing is published without one, and each message
//! carries its context in its headers.
//!
//! ```no_run
//! use futures_util::StreamExt;
//! use trace_nats::Client;
//! use trace_runtime::{TraceContract, traced};
//!
//! #[traced]
//! async fn place(cx: &TraceContract, nats: &Client) -> Result<(), async_nats::PublishError> {
//!     nats.traced(cx).publish("orders", "order 42".into()).await
//! }
//!
//! #[traced]
//! async fn ship(cx: &TraceContract, order: &[u8]) {}
//!
//! /// A worker belongs to no trace, each message to that of who sent it.
//! async fn worker(nats: &Client) -> Result<(), async_nats::SubscribeError> {
//!     let mut orders = nats.queue_subscribe("orders", "shipping".into()).await?;
//!     while let Some(message) = orders.next().await {
//!         message
//!             .process(async |cx, message| ship(cx, &message.payload).await)
//!             .await;
//!     }
//!     Ok(())
//! }
//! ```
//!
//! The headers are those of W3C Trace Context, under the names that they have in HTTP, so that
//! services in other languages join. Spans, and who is whose parent, are those of
//! [`trace_messaging`].

// From the top down: a module stands above what it imports.
#[cfg(feature = "jetstream")]
pub mod jetstream;

mod gate;

mod client;
mod subscriber;

mod headers;

pub use client::{Client, TracedClient, connect};
pub use gate::WriteTracedCx;
pub use subscriber::{Message, Subscriber};

pub use trace_messaging::Joins;

/// The examples of the README, which are tests.
#[cfg(all(doctest, feature = "jetstream"))]
#[doc = include_str!("../README.md")]
mod readme {}
