//! The encoding of OTLP, in and out.
//!
//! Written by hand: a request is looked through once, and its spans stay the bytes that were
//! sent until somebody looks at one. Field numbers are those of `opentelemetry-proto` 1.9.

// From the top down: a module stands above what it imports.
mod traces;

mod batch;
mod decode;

pub mod json;

mod encode;
mod parts;
mod scan;

mod check;
mod entry;
mod origins;
mod values;

mod limits;
mod message;
mod wire;

pub use batch::Batch;
pub use decode::Decoder;
pub use encode::{write_spans, write_trace};
pub use entry::{Entry, Group, Signal};
pub use limits::{Limits, Refused};
pub use parts::SpanParts;
pub use traces::read_traces;
pub use wire::Malformed;
