//! What HTTP integrations of [`trace_runtime`] share.
//!
//! [`Headers`] is the carrier: it reads a trace context from an
//! [`http::HeaderMap`], and writes one into it. The rest is for authors of
//! integrations: whether a body went by whole ([`BodyProgress`]), how a gRPC call
//! ended ([`Grpc`]), and the words of the OpenTelemetry conventions for what a
//! request is.
//!
//! # Features
//!
//! - `hyper`: [`TracedExecutor`], for servers, clients and SDKs that take an executor of
//!   hyper's kind. It adds hyper's traits, and none of its protocols.

mod body;
#[cfg(feature = "hyper")]
mod executor;
mod grpc;
mod headers;
mod method;
mod query;
mod size;
mod version;

pub use body::BodyProgress;
#[cfg(feature = "hyper")]
pub use executor::{BoxedTask, TracedExecutor};
pub use grpc::{Grpc, Side, grpc_span_name};
pub use headers::Headers;
pub use method::{known_method, record_method, span_name};
pub use query::{REDACTED, redact_query};
pub use size::{content_length, record_size};
pub use version::protocol_version;
