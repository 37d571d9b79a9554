//! A [`reqwest`] client that cannot send without a trace contract.
//!
//! Everything keeps reqwest's names; one word comes in front, `traced(cx)`:
//!
//! ```
//! use trace_runtime::{TraceContract, traced};
//!
//! struct Bank {
//!     http: trace_reqwest::Client,
//! }
//!
//! #[traced]
//! impl Bank {
//!     async fn charge(&self, cx: &TraceContract, cents: u64) -> reqwest::Result<String> {
//!         self.http
//!             .traced(cx)
//!             .post("https://bank.example/charges")
//!             .json(&cents)
//!             .send()
//!             .await?
//!             .error_for_status()?
//!             .text()
//!             .await
//!     }
//! }
//! ```
//!
//! Each `send` is a client span of its own, and its context goes out in the
//! headers. The span ends when the body has been read or the [`Response`] is
//! dropped; a body of which only a part was read says cancelled, and is no error.
//! Status 4xx and 5xx and every failure to get an answer make it an error; in a
//! gRPC call every `grpc-status` but `OK` does: see [`Grpc`](trace_http::Grpc). A
//! completion is also logged through [`tracing`] at debug level.
//!
//! # What goes out
//!
//! The context of the client span, and no other: a header of the request that
//! carries a trace context is removed, whatever tracer it is of
//! ([`is_context_field`](trace_runtime::propagation::is_context_field)). So the
//! headers of an inbound request may be passed on as they are. A redirect is
//! followed with the same context, for it belongs to the same span.
//!
//! # What is not recorded
//!
//! Headers, bodies, credentials in a URL, and the values of its query: they are
//! replaced by `REDACTED` in `url.full`, in the log line, and in the URL of an
//! error that comes back, since errors are recorded and logged further up.
//!
//! # TLS
//!
//! Cargo adds up the features of reqwest: choose TLS, HTTP/2 and compression on
//! a `reqwest` dependency of your own, or turn on `default-tls` here.

// From the top down: a module stands above what it imports.
mod client;

mod request;

mod response;
#[cfg(feature = "stream")]
mod stream;

mod reading;

mod in_span;
mod watched;

mod span;

mod redact;

pub use client::{Client, TracedClient};
pub use request::RequestBuilder;
pub use response::Response;

/// The examples of the README, which are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
