//! One trace together with code that still records through OpenTelemetry.
//!
//! A service that moves from `tracing` and `tracing-opentelemetry` has both for a while,
//! each with its own pipeline to the same collector. Between processes W3C headers join
//! them. In one process, each has its own idea of what is current on a thread; this
//! module lets each see the other:
//!
//! - [`layer`] around the layer of `tracing-opentelemetry`: their spans become children
//!   of the contract that is the innermost.
//! - [`current`]: a contract under their span, where it is the innermost.
//! - [`otel_context`]: a contract for what takes a context of OpenTelemetry.
//!
//! Whichever is innermost is the parent, however often they take turns. Both record, so
//! a span must not be recorded by both: let `trace_log` adopt none while this is at work
//! (`trace_log::json().adopt(trace_log::Adopt::nothing())`).
//!
//! [`stats`] has the numbers that say how far it is.
//!
//! A span of theirs that becomes the child of a contract costs four allocations more than it
//! did (17 instead of 13); spans of ours cost what they cost without this.

mod layer;

mod context;

mod stats;

mod attached;
mod entered;

pub use context::{current, otel_context};
pub use layer::layer;
pub use stats::{BridgeStats, stats};
