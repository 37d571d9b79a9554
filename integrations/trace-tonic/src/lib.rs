//! [`tonic`] under a trace contract: each call is a span where it is made and where it is
//! answered, in one trace.
//!
//! # The server
//!
//! [`TraceLayer`] opens a span for each call. `#[traced]` on the service finds the contract in
//! the request, and each handler has the contract of its own span as `cx`:
//!
//! ```
//! use test_greeter::doorman_server::Doorman;
//! use test_greeter::{HelloReply, HelloRequest};
//! use tonic::{Request, Response, Status};
//! use trace_runtime::traced;
//!
//! struct Polite;
//!
//! #[traced]
//! #[tonic::async_trait]
//! impl Doorman for Polite {
//!     async fn greet(
//!         &self,
//!         request: Request<HelloRequest>,
//!     ) -> Result<Response<HelloReply>, Status> {
//!         cx.add_event("greeted", [("politely", true)]);
//!         Ok(Response::new(HelloReply::to(&request.into_inner().name)))
//!     }
//! }
//! ```
//!
//! The attribute may also stand below `#[tonic::async_trait]`, and on single methods. Without
//! the layer the caller is told so, with `INTERNAL`: see [`inbound`].
//!
//! # The client
//!
//! A generated client takes `channel.traced(cx)`, and does not compile with the bare
//! [`Channel`]: see [`Channel::traced`]. Interceptors work as ever. What an interceptor or the
//! caller has put into the metadata of a trace context is replaced by that of the call's span.
//!
//! The end of a call is also logged through [`tracing`] at debug level.
//!
//! # Which codes are errors
//!
//! At a client every code but `OK`; at a server `UNKNOWN`, `DEADLINE_EXCEEDED`,
//! `UNIMPLEMENTED`, `INTERNAL`, `UNAVAILABLE` and `DATA_LOSS`. An expired deadline is
//! `DEADLINE_EXCEEDED`, though tonic says `CANCELLED`; a call that its caller drops is
//! cancelled, and no error. [`trace_http::Grpc`] is the one place that says so.
//!
//! The README has a table of what is recorded.

// From the top down: a module stands above what it imports.
#[cfg(feature = "server")]
mod inbound;
#[cfg(feature = "server")]
mod layer;

#[cfg(feature = "client")]
mod gate;

#[cfg(feature = "client")]
mod channel;

#[cfg(feature = "client")]
mod response;

#[cfg(feature = "client")]
mod body;

#[cfg(feature = "client")]
mod span;

#[cfg(feature = "client")]
mod log;

#[cfg(feature = "client")]
pub use body::ResponseBody;
#[cfg(feature = "client")]
pub use channel::{Channel, TracedChannel};
#[cfg(feature = "client")]
pub use gate::WriteTracedCx;
#[cfg(feature = "server")]
pub use inbound::{BringsContract, MissingContract, hand_inward, inbound};
#[cfg(feature = "server")]
pub use layer::TraceLayer;

/// The complete list of names that `#[traced]` may write into a program.
#[cfg(feature = "server")]
#[doc(hidden)]
pub mod __macro_support {
    pub use crate::inbound::{inbound, refused};
}

#[cfg(feature = "client")]
pub use response::ResponseFuture;

/// The examples of the README, which are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
