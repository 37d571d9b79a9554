//! Takes OTLP in, over HTTP and over gRPC, on one router: any port takes either.
//!
//! [`Receiver`] makes the router, [`serve()`] serves one in a way that slow, idle and hostile
//! senders cannot make use of. What a request may cost is bounded before it is read, so that
//! a hostile one costs itself alone: see [`Settings`].
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use std::sync::Arc;
//!
//! use tokio::net::TcpListener;
//! use trace_store::{MemoryStore, receive};
//!
//! let store = Arc::new(MemoryStore::new());
//! let router = receive::Receiver::new(store).router();
//! let listener = TcpListener::bind(("127.0.0.1", 4318)).await?;
//! receive::serve(listener, router, std::future::pending()).await
//! # }
//! ```

// From the top down: a module stands above what it imports.
mod receiver;
mod serve;

mod guests;

mod grpc;
mod http;

mod intake;

mod body;
mod message;

mod counts;
mod room;

mod rejection;

mod settings;

pub use counts::Counts;
pub use receiver::Receiver;
pub use serve::{Server, serve};
pub use settings::Settings;
