//! Server spans for axum, tonic and any other tower server.
//!
//! [`TraceLayer`] reads the trace context of each request, opens the server
//! span, and hands handlers a contract: they ask for it with the extractor
//! [`Inbound`], and `#[traced]` turns that into a `&TraceContract`.
//!
//! ```
//! use axum::{Json, Router, routing::get};
//! use trace_runtime::{TraceContract, Trust, traced};
//! use trace_tower::{Inbound, TraceLayer};
//!
//! #[traced]
//! async fn order(cx: Inbound) -> Json<u32> {
//!     Json(load(cx).await)
//! }
//!
//! #[traced]
//! async fn load(cx: &TraceContract) -> u32 {
//!     cx.set_attribute("rows", 1);
//!     42
//! }
//!
//! let app: Router = Router::new()
//!     .route("/orders/{id}", get(order))
//!     .route("/health", get(|| async { "ok" }))
//!     .layer(TraceLayer::new(Trust::Restart).untraced("/health"));
//! ```
//!
//! Call `Router::layer` after the routes were added: the span is then named
//! after the route, `GET /orders/{id}`. Put around the whole router from
//! outside, the layer does not know the route and the name is `GET`. A route that is added
//! after the layer has none: [`Inbound`] says what becomes of it.
//!
//! # Trust
//!
//! Whether callers may continue their trace here is for the server to say, and
//! there is no default: see [`Trust`](trace_runtime::Trust). On a port that
//! both reach, decide by request: [`TraceLayer::with_trust`].
//!
//! # Middleware
//!
//! A middleware that opens a span of its own hands it inward with
//! [`Inbound::hand_inward`]; handlers and middleware further in are then its
//! children.
//!
//! # When the span ends
//!
//! With the last byte of the response body, or its trailers. A body that fails
//! makes the span an error. A request that is dropped before that, by a client that
//! went away or by a timeout, says cancelled, and that is no error: somebody who
//! closes a stream of events has seen enough. An upgraded connection is no body: its
//! span ends with the answer 101, or 2xx to `CONNECT`. A handler that panics says panicked, and the
//! panic goes on as if nobody had seen it. Status 5xx is an error; 4xx is the
//! caller's, and is not.
//!
//! # gRPC
//!
//! Where the content type is `application/grpc`, `grpc-status` decides, in the
//! headers or the trailers: see [`Grpc`](trace_http::Grpc). What the caller did
//! wrong (`NOT_FOUND`, `INVALID_ARGUMENT`) is no error of the server. A call whose time
//! has passed, by `grpc-timeout`, is one, also where the handler was dropped for it.
//!
//! With [`TraceLayer::rpc`] such spans have the names and attributes of calls,
//! `shop.Orders/Place`. For a server of tonic there is a crate of its own, `trace-tonic`.

// From the top down: a module stands above what it imports.
mod inbound;
#[cfg(feature = "axum")]
mod trust;
#[cfg(feature = "axum")]
mod unlayered;

mod layer;
mod service;

mod guard;

mod body;
mod span;

mod ids;
mod settings;

mod rpc;
mod served;

mod router;

pub use body::TracedBody;
pub use inbound::{Inbound, MissingLayer};
pub use layer::TraceLayer;
pub use rpc::Rpc;
pub use served::Served;
pub use service::{ResponseFuture, TraceService};
pub use trace_http::Headers;
#[cfg(feature = "rollback")]
pub use trace_rollback::Rollback;
#[cfg(feature = "axum")]
pub use trust::trust_loopback;

/// The examples of the README, which are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
