//! Traces as data: spans, log lines, resources and values, as OTLP brings them.
//!
//! [`otlp::Batch`] is one request that came in: checked, with an index of its spans, and
//! still the bytes that were sent. [`Trace`] is one trace, read out of such bytes, with
//! everything in types. What is taken in is a batch, what is looked at is a trace.
//!
//! Times are nanoseconds since 1970, as integers.

// From the top down: a module stands above what it imports.
pub mod zipkin;

pub mod otlp;

mod json;
mod once;

mod trace;

mod log;
mod span;

mod resource;

mod value;

pub use log::LogRecord;
pub use once::{Once, SpanIdentity};
pub use resource::{Resource, Scope};
pub use span::{Event, Link, Span, SpanKind, Status};
pub use trace::Trace;
pub use trace_runtime::{SpanId, TraceId};
pub use value::{Attribute, Value};
