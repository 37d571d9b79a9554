//! What the integrations of message brokers share: spans of sending, receiving, processing
//! and settling, who is whose parent, and what becomes of a message that fails.
//!
//! ```
//! use std::collections::HashMap;
//!
//! use trace_messaging::{Delivery, Destination, Joins};
//! use trace_runtime::{Carried, propagation};
//!
//! let orders = Destination::new("mybroker", "orders");
//! let mut headers = HashMap::new();
//! trace_runtime::run_sync("place an order", |cx| {
//!     let sending = orders.send(cx, 1);
//!     sending.inject(&mut headers);
//!     // … here it is sent.
//!     sending.sent(Some("id 7"));
//! });
//!
//! // In another process:
//! let message = Carried::arrived(propagation::extract(&headers), "order 42");
//! let span = orders.process(&Delivery::first(), Joins::default());
//! message.open_sync(span, |_cx, order| assert_eq!(order, "order 42"));
//! ```
//!
//! A broker that delivers messages again implements [`Incoming`] for its own, and works them
//! off by [`Destination::work_off`].

// From the top down: a module stands above what it imports.
mod process;

mod outcome;

mod incoming;

mod span;

mod delivery;
mod destination;

pub use delivery::{Delivery, Joins};
pub use destination::Destination;
pub use incoming::{Incoming, Reason, Unreadable};
pub use outcome::ProcessError;
pub use span::{Sending, Settling};
